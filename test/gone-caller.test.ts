import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { WEBHOOK } from './support/phone.ts';
import { passTimeFor, rowsOf } from './promises/rows.ts';
import { BOT_NUMBER, inboundParams, newSid, signWebhook } from './support/twilio.ts';

const FROM = '+14155550100';
/** Writes a request and goes before anybody has read it. */
const CALL = `
  const { connect } = require('node:net');
  const [port, request] = process.argv.slice(1);
  connect(Number(port), '127.0.0.1', function () { this.end(request, () => this.destroy()); });
`;

describe('a webhook whose caller has given up before it was read', () => {
  it('is not taken, so that its answer does not count as said; the message is fetched and answered by REST, once', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]) });
    const sid = newSid();
    const params = inboundParams({ from: FROM, body: 'hi', sid });
    const form = new URLSearchParams(params).toString();
    const head = [
      `POST ${WEBHOOK} HTTP/1.1`,
      'Host: bot.example.com',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${Buffer.byteLength(form)}`,
      `X-Twilio-Signature: ${signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params })}`,
    ];
    await server.clock.advance(5_000);
    const at = server.clock.now();
    server.twilio.listed.push({ sid, from: FROM, to: BOT_NUMBER, body: 'hi', at, direction: 'inbound', status: 'received' });
    // Nothing is read meanwhile: this thread waits for the other process.
    spawnSync(process.execPath, ['-e', CALL, new URL(server.url).port, `${head.join('\r\n')}\r\n\r\n${form}`]);
    for (let count = 0; count < 5; count++) await server.get('/livez');
    expect(rowsOf(server, 'messages')).toEqual([]);
    await passTimeFor(server, () => server.twilio.messages.map(({ body }) => body), ['Hello.'], 10_000);
    await passTimeFor(server, () => server.clock.now() - at > 300_000, true, 60_000);
    expect(rowsOf(server, 'messages')).toHaveLength(2);
    expect(server.twilio.messages).toHaveLength(1);
  });
});
