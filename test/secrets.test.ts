import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { codeSentTo, openPhone, type Phone } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { AUTH_TOKEN } from './support/twilio.ts';

/** Words that stand in no text of ours, so that finding one says that a message was kept in the clear. */
function randomWords(): string {
  return Array.from({ length: 3 }, () => `q${randomBytes(6).toString('base64url').replaceAll(/\d/g, 'z')}`).join(' ');
}

function otherThan(code: string): string {
  const other = String(randomInt(1_000_000)).padStart(6, '0');
  return other === code ? otherThan(code) : other;
}

/** One verification with nonsense, a wrong code early and late, and the right one. Returns all that must not be found. */
async function verify(server: TestApp, phone: Phone, mine: string, codeOf: () => Promise<string>): Promise<string[]> {
  const { clock } = server;
  const nonsense = [randomWords(), randomWords()];
  await phone.text(`hi ${nonsense[0]}`);
  await phone.text(nonsense[0] ?? '');
  const held = phone.text(mine);
  await clock.untilTimer(5_000);
  const code = await codeOf();
  const wrong = [otherThan(code), otherThan(code)];
  await phone.text(`${wrong[0]} ${nonsense[1]}`);
  await clock.advance(5_000);
  expect((await held).texts).toEqual([said('re_enter')]);
  await phone.text(nonsense[1] ?? '');
  for (const typed of [wrong[1], `my code is ${code.slice(0, 3)} ${code.slice(3)}`]) {
    const answer = phone.text(typed ?? '');
    await clock.untilTimer(2_000);
    await clock.advance(2_000);
    await answer;
  }
  expect(phone.inbox.at(-1)).toBe(said('done'));
  return [code, ...wrong, ...nonsense];
}

function databaseBytes(file: string): Buffer {
  return Buffer.concat(['', '-wal'].flatMap((suffix) => (existsSync(file + suffix) ? [readFileSync(file + suffix)] : [])));
}

async function adminAnswers(server: TestApp): Promise<string> {
  const page = (await server.admin('/conversations?limit=200')).body as { items: { id: string }[] };
  const details = await Promise.all(page.items.map(({ id }) => server.admin(`/conversations/${id}`)));
  const others = await Promise.all(['/readyz', '/livez', '/console', '/nothing'].map((path) => server.get(path)));
  return JSON.stringify([page, ...details, ...others]);
}

/** What people wrote is shown to admins, but for codes; everything else of it is to be nowhere. */
async function expectNowhere(
  server: TestApp,
  hidden: readonly string[],
  shownToAdmins: (text: string) => boolean,
): Promise<void> {
  const logs = server.logs.join('');
  expect(logs).toContain('turn');
  const bytes = databaseBytes(server.dbFile);
  expect(bytes.includes('phone-verification')).toBe(true);
  const answers = await adminAnswers(server);
  expect(answers).toContain('let_it_arrive');
  expect(hidden.filter((secret) => logs.includes(secret))).toEqual([]);
  expect(hidden.filter((secret) => bytes.includes(secret))).toEqual([]);
  expect(hidden.filter((secret) => !shownToAdmins(secret) && answers.includes(secret))).toEqual([]);
}

const isCodeOrToken = (text: string) => !text.includes(' ');

describe('codes, tokens and what people write', () => {
  it('are in no log, no file and no answer to an admin, with the built-in service', async () => {
    const server = await startApp();
    const hidden = [AUTH_TOKEN, ADMIN_TOKEN, SECRET_KEY, server.config.apiSecrets['OTP_KEY'] ?? ''];
    for (let person = 0; person < 4; person += 1) {
      const mine = `+1415555${String(randomInt(10_000)).padStart(4, '0')}`;
      const phone = openPhone(server, { number: `+1415555010${person}`, channel: person % 2 ? 'whatsapp' : 'sms' });
      hidden.push(...(await verify(server, phone, mine, () => codeSentTo(server, mine))));
      await server.clock.advance(3_600_000);
    }
    await expectNowhere(server, hidden, (text) => !isCodeOrToken(text));
    await server.stop();
    expect(hidden.filter((secret) => databaseBytes(server.dbFile).includes(secret))).toEqual([]);
  });

  it('are in no log, no file and no answer to an admin, with a provider that hands the code back', async () => {
    const codes = Array.from({ length: 4 }, () => String(randomInt(1_000_000)).padStart(6, '0'));
    const provider = await startOtpProvider(codes);
    const key = randomBytes(24).toString('base64url');
    const sendOtp = {
      ...(provider.flows['apis/send-otp.json'] as object),
      headers: { 'X-Api-Key': '{{ secret.PROVIDER_KEY }}' },
    };
    const flows = { ...provider.flows, 'apis/send-otp.json': sendOtp };
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place, SECRET_PROVIDER_KEY: key } });
    const hidden = [AUTH_TOKEN, ADMIN_TOKEN, SECRET_KEY, key];
    for (const [person] of codes.entries()) {
      const phone = openPhone(server, { number: `+1415555010${person}` });
      hidden.push(...(await verify(server, phone, '+14155550132', async () => codes[person] ?? '')));
    }
    expect(provider.callsOf('send')[0]?.headers['x-api-key']).toBe(key);
    await expectNowhere(server, hidden, (text) => !isCodeOrToken(text));
  });

  it('are in no log, no file and no answer to an admin when a provider tells them back in its errors', async () => {
    const provider = await startOtpProvider(['428317']);
    const server = await startApp({ flows: provider.flows, env: { API_ALLOW_HOSTS: provider.place } });
    const { clock } = server;
    const phone = openPhone(server);
    const otpKey = server.config.apiSecrets['OTP_KEY'] ?? '';
    await phone.text('hi');
    provider.trouble('send', { status: 500, body: { error: `bad token ${AUTH_TOKEN}`, got: { key: `Bearer ${otpKey}` } } });
    expect((await phone.text('415 555 0132')).texts).toEqual([said('send_failed')]);
    await phone.text('hi');
    const held = phone.text('415 555 0132');
    await clock.untilTimer(5_000);
    await clock.advance(5_000);
    await held;
    provider.trouble('verify', { status: 400, body: { error: 'code 428317 or 918273 is wrong', also: 918273 } });
    expect((await phone.text('918273')).texts).toEqual([said('check_failed')]);
    await expectNowhere(server, [AUTH_TOKEN, otpKey, '428317', '918273'], () => false);
  });

  it('are in no log, no file, no transcript and no export where the attribute they are saved into is declared secret', async () => {
    const ask = { id: 'ask', type: 'capture', expect: 'location', save: 'home', prompt: 'Where do you live?' };
    const show = { id: 'show', type: 'capture', expect: 'media', save: 'pass', prompt: 'A picture of your pass?', retry: 'No.' };
    const name = { id: 'name', type: 'capture', save: 'maiden', prompt: 'Maiden name?' };
    const bye = { id: 'bye', type: 'message', text: 'Noted: {{ maiden }}.' };
    const declared = { home: { secret: true }, pass: { secret: true }, maiden: { secret: true } };
    const flow = {
      trigger: { default: true },
      attributes: declared,
      steps: [{ id: 'pause', type: 'delay', for: '5s' }, ask, show, name, bye],
    };
    const server = await startApp({ flows: { 'phone-verification.json': flow } });
    const phone = openPhone(server, { channel: 'whatsapp' });
    const words = randomWords();
    const held = phone.text('hi');
    await server.clock.untilTimer(5_000);
    // It came before the question, so it is kept for a while.
    await phone.text(words, { extra: { Latitude: '52.5163', Longitude: '13.3777', Address: words } });
    await server.clock.advance(5_000);
    await held;
    await phone.text(words, { media: [{ url: `https://media.example.com/${words.split(' ')[0]}.jpg`, type: 'image/jpeg' }] });
    expect((await phone.text(words)).texts).toEqual([`Noted: ${words}.`]);
    const answers =
      (await adminAnswers(server)) + JSON.stringify(await server.admin(`/export?address=${encodeURIComponent(phone.number)}`));
    expect(answers).toContain('Maiden name?');
    const bytes = databaseBytes(server.dbFile);
    for (const secret of [...words.split(' '), '52.5163'])
      expect(
        [server.logs.join(''), answers, bytes].map((one) => one.includes(secret)),
        secret,
      ).toEqual([false, false, false]);
  });

  it('are in no log when requests are refused', async () => {
    const server = await startApp();
    const words = randomWords();
    await server.post('/otp/send', { toNumber: words }, { authorization: `Bearer ${words}` });
    await server.get(`/nothing?secret=${encodeURIComponent(words)}`);
    await server.get(`/api/v1/conversations?address=${encodeURIComponent(words)}`, { authorization: `Bearer ${words}` });
    await openPhone(server).text(words, { accountSid: `AC${'0'.repeat(32)}` });
    await openPhone(server).text(words, { from: words });
    expect(server.logs.length).toBeGreaterThan(0);
    for (const word of words.split(' ')) expect(server.logs.join('')).not.toContain(word);
  });
});
