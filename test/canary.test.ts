import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { adminOf } from './support/admin.ts';
import { answerJson, startFarSide } from './support/api-kit.ts';
import { startApp, type TestApp } from './support/app.ts';
import { makeFolder, runParley } from './support/parley.ts';
import { codeSentTo, openPhone, type Phone, WEBHOOK } from './support/phone.ts';
import { reachCode, retype, signInFlow } from './support/sign-in.ts';
import { until } from './support/transcript.ts';
import { AUTH_TOKEN } from './support/twilio.ts';

const PHONE = '+14155550132';
/** Letters only: six digits in a row would be taken for a code, and hidden. */
const word = (name: string) => `canary-${name}-${randomBytes(18).toString('hex').replaceAll(/\d/g, '')}x`;
const key = () => randomBytes(32).toString('base64');

/** What must turn up nowhere, by its name. */
const SECRETS = {
  SECRET_KEY: key(),
  SECRET_KEY_PREVIOUS: key(),
  ADMIN_TOKEN: word('admin'),
  // The stand-in for Twilio signs with it.
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_AUTH_TOKEN_PREVIOUS: randomBytes(16).toString('hex'),
  SECRET_CRM: word('crm'),
  SECRET_OTP_KEY: word('otp'),
};

/** A flow that asks for a secret, tells it to an API that tells it back and fails, and keeps a wish. */
const TELL = {
  'tell.json': {
    name: 'Tell',
    trigger: { keywords: ['tell'] },
    steps: [
      { id: 'pin', type: 'capture', secret: true, save: 'pin', prompt: 'Your word?' },
      { id: 'wish', type: 'capture', save: 'wish', prompt: 'Your wish?' },
      { id: 'call', type: 'api', api: 'crm', next: 'thanks', on_error: 'thanks' },
      { id: 'thanks', type: 'message', text: 'Thank you.' },
    ],
  },
};

const CRM = (origin: string) => ({
  method: 'POST',
  url: `${origin}/people`,
  headers: { Authorization: 'Bearer {{ secret.CRM }}' },
  body: { pin: '{{ pin }}' },
});

/** Everything that a file has of ours: the database, its log, and whatever else lies there. */
function filesOf(server: TestApp): string {
  const folder = dirname(server.dbFile);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}

function found(places: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [`${name} in ${place}`] : [])),
  );
}

/** Wrong and right ones, forged and malformed ones, and people who do what nobody asked for. */
async function talk(server: TestApp, phone: Phone, words: { pin: string; body: string }): Promise<string[]> {
  await reachCode(server, phone, PHONE);
  const wrong = String(randomInt(1e5, 1e6));
  await phone.text(wrong);
  const code = await codeSentTo(server, PHONE);
  await retype(server, phone, code);
  for (const text of ['tell', words.pin, 'a sandwich', words.body]) await phone.text(text);
  await openPhone(server, { number: '+14155550188' }).text(words.body);
  await phone.text('STOP', { extra: { OptOutType: 'STOP' } });
  const forged = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': `${'a'.repeat(27)}=` };
  await server.post(WEBHOOK, `Body=${words.body}`, forged);
  await server.post('/otp/send', { toNumber: PHONE }, { authorization: `Bearer ${word('guess')}` });
  await server.post('/otp/verify', `{"userOtp": "${wrong}", broken`, { authorization: `Bearer ${SECRETS.SECRET_OTP_KEY}` });
  return [code, wrong];
}

it('no secret, no code and no text turns up in a log, a file, a figure, or anything that people are shown', async () => {
  const far = await startFarSide((response, seen) => answerJson(response, 500, { echo: seen.body, headers: seen.headers }));
  const flows = signInFlow({}, { ...TELL, 'apis/crm.json': CRM(far.origin) });
  const server = await startApp({ flows, env: { ...SECRETS, API_ALLOW_HOSTS: far.place } });
  const words = { pin: word('pin'), body: word('body') };
  const [code = '', wrong = ''] = await talk(server, openPhone(server), words);
  await until(() => expect(far.seen[0]?.headers['authorization']).toBe(`Bearer ${SECRETS.SECRET_CRM}`));
  const admin = adminOf(server, SECRETS.ADMIN_TOKEN);
  const shown = async (...paths: string[]) => {
    const answers = await Promise.all(paths.map((path) => admin.ask('GET', path)));
    return answers.map(({ body }) => JSON.stringify(body)).join('\n');
  };
  const pages = await Promise.all(
    ['/metrics', '/readyz', '/livez', '/console', '/api/v1/openapi.json'].map((path) => server.get(path)),
  );
  const quiet = {
    logs: server.logs.join(''),
    files: filesOf(server),
    pages: pages.map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body))).join('\n'),
    figures: await shown('/status', '/deliveries/in', '/audit', '/otp/budgets', '/dead-letters', '/apis/crm/log', '/attributes'),
  };
  expect(quiet.files).toContain('sign-in');
  expect(quiet.logs).toContain('"msg":"turn"');
  expect(found(quiet, { ...SECRETS, ...words, code: `${code} is your`, typed: `"${wrong}"`, plain: `"${code}"` })).toEqual([]);

  const people = {
    conversations: await shown('/conversations', '/conversations/1', '/conversations/2', '/deliveries/out'),
    export: await shown(`/export?address=${encodeURIComponent('+14155550100')}`),
  };
  expect(people.export).toContain(words.body);
  expect(found(people, { ...SECRETS, pin: words.pin, code, wrong })).toEqual([]);
});

it('no secret is printed by a command that finds it wrong', async () => {
  const folder = makeFolder();
  const env = {
    ...SECRETS,
    TWILIO_ACCOUNT_SID: SECRETS.SECRET_CRM,
    DATABASE_URL: `postgres://me:${SECRETS.SECRET_CRM}@127.0.0.1:1/x`,
  };
  const printed = await Promise.all(
    [['start'], ['doctor'], ['erase', PHONE], ['export', PHONE], ['backup'], ['rotate-key']].map((args) =>
      runParley(args, { folder, env }),
    ),
  );
  const plain = await Promise.all(
    [['erase', PHONE], ['backup'], ['rotate-key'], ['trace', 'last']].map((args) =>
      runParley(args, { folder, env: { ...SECRETS, TWILIO_AUTH_TOKEN: '', TWILIO_AUTH_TOKEN_PREVIOUS: '' } }),
    ),
  );
  const text = [...printed, ...plain].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(text.length).toBeGreaterThan(200);
  expect(found({ commands: text }, SECRETS)).toEqual([]);
});
