import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { type Answered, openPhone } from './support/phone.ts';
import { postgresServer } from './support/postgres.ts';

const postgres = await postgresServer();

const FLOWS = flowOf([
  { id: 'name', type: 'capture', expect: 'text', prompt: 'Your name?', save: 'name' },
  { id: 'town', type: 'capture', expect: 'text', prompt: 'Your town, {{ name }}?', save: 'town' },
]);
/** Twilio gives a webhook up after that, in milliseconds. */
const WEBHOOK_LIMIT = 10_000;
/** Connections of a server, as `openPool` makes them. */
const POOL = 16;
const STUCK = `SELECT count(*)::int AS n FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'parley' AND wait_event_type = 'Lock'`;
const TWICE = `SELECT sid FROM messages WHERE direction = 'in' GROUP BY sid HAVING count(*) > 1
  UNION ALL SELECT contact_id::text FROM conversations GROUP BY contact_id HAVING count(*) > 1`;

interface Texting {
  readonly number: string;
  readonly body: string;
  readonly sid: string;
}

const sidOf = (at: number) => `SM${String(at).padStart(32, '0')}`;
const known = (at: number) => ({ number: `+1415555${1000 + at}`, body: `Ada${at}`, sid: sidOf(1000 + at) });
const stranger = (at: number) => ({ number: `+1415555${2000 + at}`, body: 'hi', sid: sidOf(2000 + at) });
const saysTo = ({ body }: Texting) => (body === 'hi' ? 'Your name?' : `Your town, ${body}?`);

async function text(server: TestApp, { number, body, sid }: Texting): Promise<Answered & { readonly took: number }> {
  const began = performance.now();
  const answered = await openPhone(server, { number }).text(body, { sid });
  return { ...answered, took: performance.now() - began };
}

/** Holds what every webhook needs, from outside. Resolves with what lets it go. */
async function holdContacts(url: string): Promise<() => Promise<void>> {
  const outside = new pg.Client({ connectionString: url });
  await outside.connect();
  onTestFinished(() => outside.end());
  await outside.query('BEGIN; LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
  return async () => void (await outside.query('COMMIT'));
}

it('tells senders to try again while all connections are stuck, and afterwards nothing is lost and nothing is there twice', async () => {
  const url = await postgres.create();
  onTestFinished(() => postgres.drop(url));
  const server = await startApp({ flows: FLOWS, env: { DATABASE_URL: url } });
  const people = Array.from({ length: 5 }, (_, at) => known(at));
  for (const { number } of people) await openPhone(server, { number }).text('hi');

  const release = await holdContacts(url);
  const sent: Texting[] = [...people];
  const answers = people.map((one) => text(server, one));
  const stuck = async () => {
    const one = stranger(sent.length);
    sent.push(one);
    answers.push(text(server, one));
    const [row] = await postgres.query(STUCK, [], url);
    return Number(row?.['n']);
  };
  await expect.poll(stuck, { interval: 50, timeout: 20_000 }).toBeGreaterThanOrEqual(POOL);
  const refused = await Promise.all(answers);
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
  expect(Math.max(...refused.map(({ took }) => took))).toBeLessThan(WEBHOOK_LIMIT);

  await release();
  const free = performance.now();
  const again = async () => (await text(server, sent[0] ?? stranger(0))).status;
  await expect.poll(again, { interval: 100, timeout: 10_000 }).toBe(200);
  const repeats = await Promise.all(sent.slice(1).map((one) => text(server, one)));
  expect(performance.now() - free).toBeLessThan(10_000);
  expect(repeats.map(({ status, texts }) => [status, ...texts])).toEqual(sent.slice(1).map((one) => [200, saysTo(one)]));
  expect(await postgres.query(TWICE, [], url)).toEqual([]);
  const [row] = await postgres.query('SELECT count(*)::int AS n FROM dedupe', [], url);
  expect(row).toEqual({ n: sent.length + people.length });
}, 60_000);
