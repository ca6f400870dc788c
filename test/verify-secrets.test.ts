import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { VERIFY_SERVICE } from './support/fake-verify.ts';
import { codeSentTo, openPhone } from './support/phone.ts';
import { reachCode, retype, signInFlow, worded } from './support/sign-in.ts';
import { AUTH_TOKEN } from './support/twilio.ts';

const MINE = '+14155550100';

function databaseBytes(file: string): Buffer {
  return Buffer.concat(['', '-wal'].flatMap((suffix) => (existsSync(file + suffix) ? [readFileSync(file + suffix)] : [])));
}

async function adminAnswers(server: TestApp): Promise<string> {
  const page = (await server.admin('/conversations')).body as { items: { id: number }[] };
  const details = await Promise.all(page.items.map(({ id }) => server.admin(`/conversations/${id}`)));
  return JSON.stringify([page, ...details.map(({ body }) => body)]);
}

/** A code that is none of these. */
function otherThan(codes: readonly string[]): string {
  const other = String(randomInt(1_000_000)).padStart(6, '0');
  return codes.includes(other) ? otherThan(codes) : other;
}

const CODES = {
  builtin: (server: TestApp) => codeSentTo(server, MINE),
  'twilio-verify': async (server: TestApp) => server.twilio.verify.codeOf(MINE),
};

it.each(Object.entries(CODES))(
  'codes that are typed with %s are in no log, no file and no answer to an admin',
  async (provider, codeOf) => {
    const env = { TWILIO_VERIFY_SERVICE_SID: VERIFY_SERVICE };
    const server = await startApp({ flows: signInFlow({ provider }), env });
    const phone = openPhone(server, { number: MINE });
    await reachCode(server, phone);
    const code = await codeOf(server);
    const wrong = otherThan([code]);
    const later = otherThan([code, wrong]);
    await phone.text(`is it ${wrong}`);
    const held = phone.text(later);
    await server.clock.untilTimer(2_000);
    expect(databaseBytes(server.dbFile).includes(later)).toBe(false);
    await server.clock.advance(2_000);
    await held;
    expect(await retype(server, phone, `G-${code}`)).toEqual([worded('success')]);
    const answers = await adminAnswers(server);
    expect(answers).toContain('verify_phone');
    const hidden = [code, wrong, later, AUTH_TOKEN, Buffer.from(AUTH_TOKEN).toString('base64')];
    expect(hidden.filter((secret) => answers.includes(secret))).toEqual([]);
    expect(hidden.filter((secret) => server.logs.join('').includes(secret))).toEqual([]);
    await server.stop();
    expect(hidden.filter((secret) => databaseBytes(server.dbFile).includes(secret))).toEqual([]);
  },
);

it('codes that are typed too late, or where a number is asked for, are hidden too', async () => {
  const server = await startApp({ flows: signInFlow() });
  const phone = openPhone(server, { number: MINE });
  await reachCode(server, phone);
  const code = await codeSentTo(server, MINE);
  expect((await phone.text('change')).texts).toEqual([worded('ask_phone_new')]);
  expect((await phone.text(code)).texts).toEqual([worded('phone_too_short')]);
  await phone.text('exit');
  expect((await phone.text(`my code is ${code}`)).texts).toEqual([worded('ask_phone')]);
  expect(await adminAnswers(server)).not.toContain(code);
});
