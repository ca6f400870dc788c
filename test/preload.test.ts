import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerJson, startFarSide } from './support/api-kit.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { commandsIn, guide } from './support/guide.ts';
import { send } from './support/http.ts';
import { blocksOf } from './support/papers.ts';
import { makeFolder, startParley } from './support/parley.ts';
import { WEBHOOK } from './support/phone.ts';
import { freePort } from './support/server-process.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER, inboundParams, signWebhook } from './support/twilio.ts';

const PAGE = guide('how-to/traces.md');
const PUBLIC_URL = 'https://chat.example.com';

it('what is preloaded as traces.md says sees the webhook and the call of an API that it leads to', async () => {
  const [script] = blocksOf(PAGE, 'js');
  const [command, ...rest] = commandsIn(PAGE);
  // OpenTelemetry is not installed here, so its two commands are only read.
  expect(rest.map(({ program }) => program)).toEqual(['npm', 'npx']);
  const crm = await startFarSide((response) => answerJson(response, 200, {}));
  const call = { id: 'call', type: 'api', api: 'crm', on_error: 'bye' };
  const folder = makeFolder({
    'flows/talk.json': { trigger: { default: true }, steps: [call, { id: 'bye', type: 'message', text: 'Bye.' }] },
    'flows/apis/crm.json': { method: 'GET', url: `${crm.origin}/who` },
  });
  writeFileSync(join(folder, 'watch.mjs'), script?.body ?? '');
  const port = await freePort();
  const server = startParley(command?.words.slice(1) ?? [], {
    folder,
    env: {
      ...command?.env,
      ADMIN_TOKEN,
      SECRET_KEY,
      PUBLIC_URL,
      PORT: String(port),
      HOST: '127.0.0.1',
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_FROM_NUMBER: BOT_NUMBER,
      TWILIO_API_URL: crm.origin,
      API_ALLOW_HOSTS: crm.place,
    },
  });
  await server.until(/Parley is live/);
  const params = inboundParams();
  const signature = signWebhook({ publicUrl: PUBLIC_URL, path: WEBHOOK, params });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  const answer = await send('POST', `http://127.0.0.1:${port}${WEBHOOK}`, headers, new URLSearchParams(params).toString());
  expect(String(answer.body)).toContain('Bye.');
  await server.until(/^POST \/webhooks\/twilio 200 \d+ ms$/m);
  await server.until(new RegExp(`^calls GET ${crm.origin}$`, 'm'));
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});
