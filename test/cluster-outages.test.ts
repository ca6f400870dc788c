import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN_TOKEN, SECRET_KEY, writeFlows } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { send } from './support/http.ts';
import { WEBHOOK } from './support/phone.ts';
import { startOwnPostgres } from './support/postgres.ts';
import { type Build, buildServer, freePort, type ServerProcess, startProcess } from './support/server-process.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER, inboundParams, readTwiml, signWebhook, startFakeTwilio } from './support/twilio.ts';
import { startWire } from './support/wire.ts';

const PUBLIC_URL = 'https://bot.example.com';
const FLOWS = flowOf([
  { id: 'name', type: 'capture', expect: 'text', prompt: 'Your name?', save: 'name' },
  { id: 'pause', type: 'delay', for: '10s' },
  { id: 'hello', type: 'message', text: 'Hello {{ name }}.' },
]);

const postgres = await startOwnPostgres();
let build: Build;
beforeAll(async () => {
  build = await buildServer();
}, 60_000);
afterAll(() => build.remove());

interface Node {
  readonly process: ServerProcess;
  /** What Twilio would get for a message: the status, and the texts of the answer. */
  text(from: string, body: string, sid?: string): Promise<{ readonly status: number; readonly texts: readonly string[] }>;
  isReady(): Promise<boolean>;
}

async function startNodes(count: number, through?: (port: number) => number) {
  const url = await postgres.create();
  const folder = mkdtempSync(join(tmpdir(), 'parley-nodes-'));
  const twilio = await startFakeTwilio();
  const flows = writeFlows(join(folder, 'flows'), FLOWS);
  const database = new URL(url);
  if (through) database.port = String(through(Number(database.port)));
  const start = () => startNode(database.href, folder, flows, twilio.url);
  const nodes = await Promise.all(Array.from({ length: count }, start));
  /** Stops one as an update does, and puts a new one in its place. */
  const replace = async (at: number) => {
    nodes[at]?.process.signal('SIGTERM');
    const code = await nodes[at]?.process.ended;
    nodes[at] = await start();
    return code;
  };
  onTestFinished(async () => {
    for (const { process } of nodes) {
      process.signal('SIGCONT');
      process.signal('SIGKILL');
      await process.ended;
    }
    await twilio.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { nodes, twilio, url, replace };
}

async function startNode(database: string, cwd: string, flows: string, twilioUrl: string): Promise<Node> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL,
    ADMIN_TOKEN,
    SECRET_KEY,
    DATABASE_URL: database,
    FLOWS_DIR: flows,
    SEND_RATE: '100',
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM_NUMBER: BOT_NUMBER,
    TWILIO_API_URL: twilioUrl,
  };
  const process = startProcess(build.main, { env, cwd });
  await process.ready;
  const here = `http://127.0.0.1:${port}`;
  return {
    process,
    isReady: async () => (await send('GET', `${here}/readyz`, {}, null)).status === 200,
    text: async (from, body, sid) => {
      const params = inboundParams({ from, body, ...(sid === undefined ? {} : { sid }) });
      const signature = signWebhook({ publicUrl: PUBLIC_URL, path: WEBHOOK, params });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
      const { status, body: xml } = await send('POST', here + WEBHOOK, headers, new URLSearchParams(params).toString());
      return { status, texts: status === 200 ? readTwiml(String(xml)) : [] };
    },
  };
}

/** What a balancer does: asks who is ready, and goes on to the next one where a connection is refused or the answer is 503. */
async function textThroughBalancer(nodes: readonly Node[], from: string, body: string) {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  for (let attempt = 0; ; attempt++) {
    for (const node of nodes) {
      const answer = (await node.isReady().catch(() => false)) ? await node.text(from, body, sid).catch(() => null) : null;
      // A server that was told to stop a moment after it was asked takes nothing.
      if (answer !== null && answer.status !== 503) return answer;
    }
    if (attempt === 20) throw new Error('No server was ready.');
  }
}

const ADA = '+14155550111';
const BO = '+14155550112';

describe('processes on one database', () => {
  it('take up the work of one that was killed within 15 s, and say each thing once', async () => {
    const { nodes, twilio } = await startNodes(2);
    const [a, b] = nodes as [Node, Node];
    expect((await a.text(ADA, 'hi')).texts).toEqual(['Your name?']);
    expect((await b.text(BO, 'hi')).texts).toEqual(['Your name?']);
    const began = performance.now();
    // Its pause is longer than the webhook is held.
    expect((await a.text(ADA, 'Ada')).texts).toEqual([]);
    a.process.signal('SIGKILL');
    const text = await twilio.waitForMessage(({ to }) => to === ADA, 30_000);
    expect(text.body).toBe('Hello Ada.');
    expect(performance.now() - began).toBeLessThan(10_000 + 15_000);
    expect((await b.text(BO, 'Bo')).status).toBe(200);
    await twilio.waitForMessage(({ to }) => to === BO, 30_000);
    expect(twilio.messages.map(({ to }) => to)).toEqual([ADA, BO]);
  }, 60_000);

  it('go on without one that is stopped, which goes on when it wakes', async () => {
    const { nodes, twilio } = await startNodes(2);
    const [a, b] = nodes as [Node, Node];
    expect((await a.text(ADA, 'hi')).texts).toEqual(['Your name?']);
    expect((await a.text(ADA, 'Ada')).texts).toEqual([]);
    a.process.signal('SIGSTOP');
    expect((await twilio.waitForMessage(({ to }) => to === ADA, 30_000)).body).toBe('Hello Ada.');
    a.process.signal('SIGCONT');
    expect((await a.text(BO, 'hi')).texts).toEqual(['Your name?']);
    expect((await b.text(BO, 'Bo')).status).toBe(200);
    expect((await twilio.waitForMessage(({ to }) => to === BO, 30_000)).body).toBe('Hello Bo.');
    expect(twilio.messages).toHaveLength(2);
  }, 60_000);

  it('are replaced one by one while people text, and nobody is left without an answer', async () => {
    const { nodes, twilio, replace } = await startNodes(2);
    expect((await textThroughBalancer(nodes, ADA, 'hi')).texts).toEqual(['Your name?']);
    expect((await textThroughBalancer(nodes, BO, 'hi')).texts).toEqual(['Your name?']);
    // The pause outlives the server that began it.
    expect((await textThroughBalancer(nodes, ADA, 'Ada')).texts).toEqual([]);
    const under = { way: true };
    const update = (async () => {
      const codes = [await replace(0), await replace(1)];
      under.way = false;
      return codes;
    })();
    let person = 0;
    for (; under.way; person++) {
      const from = `+1415556${String(person).padStart(4, '0')}`;
      expect(await textThroughBalancer(nodes, from, 'hi')).toEqual({ status: 200, texts: ['Your name?'] });
    }
    expect(await update).toEqual([0, 0]);
    expect(person).toBeGreaterThan(10);
    expect((await textThroughBalancer(nodes, BO, 'Bo')).status).toBe(200);
    expect((await twilio.waitForMessage(({ to }) => to === ADA, 30_000)).body).toBe('Hello Ada.');
    expect((await twilio.waitForMessage(({ to }) => to === BO, 30_000)).body).toBe('Hello Bo.');
    expect(twilio.messages.map(({ to }) => to)).toEqual([ADA, BO]);
  }, 60_000);

  it('answer 503 while the database is away, and are well again within 10 s of its return', async () => {
    const { nodes, twilio } = await startNodes(2);
    const [a, b] = nodes as [Node, Node];
    expect((await a.text(ADA, 'hi')).texts).toEqual(['Your name?']);
    expect((await a.text(ADA, 'Ada')).texts).toEqual([]);
    await postgres.stop();
    expect((await b.text(BO, 'hi', `SM${'b'.repeat(32)}`)).status).toBe(503);
    expect(await b.isReady()).toBe(false);
    await postgres.start();
    const back = performance.now();
    await expect.poll(async () => (await a.isReady()) && (await b.isReady()), { timeout: 10_000 }).toBe(true);
    expect((await b.text(BO, 'hi', `SM${'b'.repeat(32)}`)).texts).toEqual(['Your name?']);
    expect(performance.now() - back).toBeLessThan(10_000);
    expect((await twilio.waitForMessage(({ to }) => to === ADA, 20_000)).body).toBe('Hello Ada.');
    expect(twilio.messages).toHaveLength(1);
  }, 60_000);

  it('notice that their connections were cut half-open', async () => {
    const wire = await startWire(postgres.port);
    const { nodes } = await startNodes(1, () => wire.port);
    const [a] = nodes as [Node];
    expect((await a.text(ADA, 'hi')).texts).toEqual(['Your name?']);
    wire.cut();
    const cut = performance.now();
    await expect.poll(() => a.isReady(), { timeout: 15_000 }).toBe(true);
    await expect.poll(async () => (await a.text(BO, 'hi')).status, { timeout: 15_000 }).toBe(200);
    expect(performance.now() - cut).toBeLessThan(12_000);
  }, 60_000);
});
