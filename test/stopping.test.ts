import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { makeFolder, startParley } from './support/parley.ts';
import { until } from './support/transcript.ts';
import { inboundParams, signWebhook } from './support/twilio.ts';
import { WEBHOOK } from './support/phone.ts';

const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '1s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);
const BUDGET = 8_000;

describe('a server that is told to stop', () => {
  it('answers what it holds and ends in time, though its callers keep their connections', async () => {
    const folder = makeFolder({ 'flows/talk.json': PAUSE['talk.json'] });
    const server = startParley(['start'], { folder, env: { PORT: '0' } });
    const [url = '', token = ''] = (await server.until(/http:\/\/127\.0\.0\.1:\d+\/console#token=\S+/)).split('/console#token=');
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = new Promise<string>((resolve, reject) => {
      const asked = request(`${url}/api/v1/simulator/messages`, { method: 'POST', agent, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve(body));
      });
      asked.on('error', reject).end(JSON.stringify({ from: '+14155550100', text: 'hi' }));
    });
    await untilHeld(url, token);
    const began = performance.now();
    server.signal('SIGTERM');
    expect(JSON.parse(await answer)).toMatchObject({ messages: [{ text: 'Hello.' }] });
    expect((await server.ended).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(BUDGET + 3_000);
  });

  it('answers 503 to a webhook that comes on a connection that was open before, and takes nothing of it', async () => {
    const server = await startApp({ flows: PAUSE });
    const params = inboundParams({ body: 'hi' });
    const form = new URLSearchParams(params).toString();
    const head = [
      `POST ${WEBHOOK} HTTP/1.1`,
      'Host: bot.example.com',
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(form)}`,
      `X-Twilio-Signature: ${signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params })}`,
    ];
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    await new Promise<void>((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${form.slice(0, 10)}`, () => resolve()));
    // An answer on another connection says that the server has read what came before.
    await server.get('/livez');
    const stopped = server.stop();
    socket.write(form.slice(10));
    await closed;
    await stopped;
    expect(received).toMatch(/^HTTP\/1\.1 503 /);
    await server.restart();
    expect((await server.admin('/conversations')).body).toMatchObject({ items: [] });
  });
});

/** Resolves once the server has a conversation, so that stopping it has something to wait for. */
function untilHeld(url: string, token: string): Promise<void> {
  return until(async () => {
    const answer = await fetch(`${url}/api/v1/conversations`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ items: [{ state: 'busy' }] });
  });
}
