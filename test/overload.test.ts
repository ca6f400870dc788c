import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type App, createApp } from '../src/app.ts';
import { loadCheckedFlows } from '../src/cli/load-checked-flows.ts';
import { createLogger } from '../src/lib/logger.ts';
import type { Hold } from '../src/runtime/hold.ts';
import { startApp } from './support/app.ts';
import { testConfig } from './support/config.ts';
import { dumpDatabase } from './support/database.ts';
import { flowOf } from './support/flows.ts';
import { makeFolder } from './support/parley.ts';
import { openPhone } from './support/phone.ts';
import { readConversation, until } from './support/transcript.ts';
import { BOT_NUMBER, newSid } from './support/twilio.ts';

const FLOW = flowOf([
  { id: 'ask', type: 'capture', prompt: 'Your name?', save: 'name' },
  { id: 'thanks', type: 'message', text: 'Thank you, {{ name }}.' },
]);
/** Messages that are handled at once. */
const ROOM = 1_000;
const LATE = '+14155559999';

function numberOf(at: number): string {
  return `+1415556${String(at).padStart(4, '0')}`;
}

/** Hands a message over as the webhook does. */
function receive(app: App, from: string, text: string): Hold {
  const contact = { ours: BOT_NUMBER, channel: 'sms' as const, theirs: from };
  return app.conversations.receive({
    contact,
    sid: newSid(),
    text,
    media: [],
    button: null,
    location: null,
    name: null,
    optOut: null,
  });
}

async function textsOf(hold: Hold): Promise<readonly string[]> {
  const answer = await hold.answer;
  if (answer.as === 'failed') throw new Error('The message was not stored.');
  return answer.said.map(({ text }) => text);
}

it('messages beyond what can be handled at once are stored and acknowledged, and answered later by REST, in order', async () => {
  const server = await startApp({ flows: FLOW });
  const phone = openPhone(server, { number: LATE });
  const crowd = Array.from({ length: ROOM }, (_, at) => receive(server.app, numberOf(at), 'hi'));
  const late = [receive(server.app, LATE, 'hi'), receive(server.app, LATE, 'Ana')];
  expect(await Promise.all(late.map(textsOf))).toEqual([[], []]);
  for (const hold of crowd) expect(await textsOf(hold)).toEqual(['Your name?']);
  await server.clock.advance(0);
  expect([await phone.nextText(), await phone.nextText()]).toEqual(['Your name?', 'Thank you, Ana.']);
  const { items } = (await server.admin(`/conversations?address=${encodeURIComponent(LATE)}`)).body as {
    items: { id: number }[];
  };
  await until(async () =>
    expect((await readConversation(server, items[0]?.id)).transcript).toMatchObject([
      { text: 'hi', status: 'used' },
      { text: 'Ana', status: 'used' },
      { text: 'Your name?', status: 'sent' },
      { text: 'Thank you, Ana.', status: 'sent' },
    ]),
  );
});

it('what comes while a stored message waits does not overtake it, and what comes after that is answered at once', async () => {
  const { app, file } = await createIdle();
  const crowd = Array.from({ length: ROOM }, (_, at) => receive(app, numberOf(at), 'hi'));
  expect(await textsOf(receive(app, LATE, 'hi'))).toEqual([]);
  for (const hold of crowd) await textsOf(hold);
  // By now there is room again, but the first message of this person still waits.
  expect(await textsOf(receive(app, LATE, 'Ana'))).toEqual([]);
  expect(await textsOf(receive(app, numberOf(0), 'Bo'))).toEqual(['Thank you, Bo.']);
  expect(app.phones?.outbox(LATE)).toEqual([]);
  app.conversations.start();
  await until(() => expect(app.phones?.outbox(LATE).map(({ text }) => text)).toEqual(['Thank you, Ana.', 'Your name?']));
  // It has caught up once nothing is left to be handled or sent; the crowd only waits for its next messages.
  const kinds = () => dumpDatabase(file)['jobs']?.map((job) => (job as { readonly kind: string }).kind);
  await until(() => expect(kinds()?.filter((kind) => kind !== 'no_reply')).toEqual([]));
  expect(await textsOf(receive(app, LATE, 'hi'))).toEqual(['Your name?']);
});

/** The program with simulated phones, whose worker has not begun: nothing that is stored is handled. */
async function createIdle(): Promise<{ readonly app: App; readonly file: string }> {
  const folder = makeFolder();
  const config = testConfig({ mode: 'local', flows: FLOW }, folder, '');
  const flows = loadCheckedFlows(config);
  if (!flows) throw new Error('The flow of this test is broken.');
  const app = await createApp(config, flows, createLogger({ level: 'silent', format: 'json' }));
  onTestFinished(() => app.stop());
  return { app, file: join(folder, 'data', 'parley.db') };
}
