import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startApp } from '../support/app.ts';
import { ADMIN_TOKEN, SECRET_KEY, writeFlows } from '../support/config.ts';
import { dumpDatabase } from '../support/database.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, WEBHOOK } from '../support/phone.ts';
import { type Build, buildServer, freePort, type ServerProcess, startProcess } from '../support/server-process.ts';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  BOT_NUMBER,
  inboundParams,
  readTwiml,
  signWebhook,
  startFakeTwilio,
} from '../support/twilio.ts';
import { passTimeFor, statusesOf } from './rows.ts';

const PUBLIC_URL = 'https://bot.example.com';
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '1500ms' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);

let build: Build;
beforeAll(async () => {
  build = await buildServer();
}, 60_000);
afterAll(() => build.remove());

interface Running {
  readonly server: ServerProcess;
  readonly port: number;
  readonly dbFile: string;
}

async function startServer(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stop-'));
  const twilio = await startFakeTwilio();
  const port = await freePort();
  const dbFile = join(folder, 'parley.db');
  const env = {
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL,
    ADMIN_TOKEN,
    SECRET_KEY,
    DATABASE_URL: `file:${dbFile}`,
    FLOWS_DIR: writeFlows(join(folder, 'flows'), PAUSE),
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM_NUMBER: BOT_NUMBER,
    TWILIO_API_URL: twilio.url,
  };
  const server = startProcess(build.main, { env, cwd: folder });
  onTestFinished(async () => {
    server.signal('SIGKILL');
    await server.ended;
    await twilio.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await server.ready;
  return { server, port, dbFile };
}

/** Posts a message on a connection that stays open afterwards, as balancers keep theirs. */
function postMessage(port: number, agent: Agent): Promise<string> {
  const params = inboundParams();
  const signature = signWebhook({ publicUrl: PUBLIC_URL, path: WEBHOOK, params });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  const body = new URLSearchParams(params).toString();
  const posted = request(`http://127.0.0.1:${port}${WEBHOOK}`, { method: 'POST', headers, body, dispatcher: agent });
  return posted.then((answer) => answer.body.text());
}

/** A connection on which a question for readiness has begun and not ended. */
async function beginReadiness(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n');
  return socket;
}

async function untilBusy({ dbFile }: Running): Promise<void> {
  await expect.poll(() => dumpDatabase(dbFile)['conversations'], { interval: 10 }).toMatchObject([{ status: 'busy' }]);
}

describe('SIGTERM', () => {
  it('lets held webhooks have their answer, then ends the process with exit code 0', async () => {
    const running = await startServer();
    const agent = new Agent({ keepAliveTimeout: 60_000 });
    const held = postMessage(running.port, agent);
    await untilBusy(running);
    const began = performance.now();
    running.server.signal('SIGTERM');
    expect(readTwiml(await held)).toEqual(['Hello.']);
    expect(await running.server.ended).toBe(0);
    // An open connection of a balancer does not keep it.
    expect(performance.now() - began).toBeLessThan(5_000);
    await agent.close();
    const { messages, conversations } = dumpDatabase(running.dbFile);
    expect(conversations).toMatchObject([{ status: 'ended', outcome: 'done' }]);
    expect(messages).toMatchObject([{ status: 'used' }, { status: 'sent', route: 'twiml' }]);
  });

  it('turns readiness off before anything else, and takes no new connection', async () => {
    const running = await startServer();
    const agent = new Agent();
    const held = postMessage(running.port, agent);
    await untilBusy(running);
    const ready = await beginReadiness(running.port);
    running.server.signal('SIGTERM');
    // The listener closes after readiness is off: once nobody gets in, it must be off.
    await expect.poll(() => isRefused(running.port), { interval: 10 }).toBe(true);
    ready.write('\r\n');
    const [answer] = (await once(ready, 'data')) as [Buffer];
    expect(answer.toString()).toContain('HTTP/1.1 503');
    ready.destroy();
    expect(readTwiml(await held)).toEqual(['Hello.']);
    expect(await running.server.ended).toBe(0);
    await agent.close();
  });

  it('ends an idle server at once', async () => {
    const { server } = await startServer();
    const began = performance.now();
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a server that is stopped while texts wait for their turn to be sent', () => {
  it('does not wait for them, and the next start sends them', async () => {
    const pause = flowOf([
      { id: 'pause', type: 'delay', for: '9s' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ]);
    const server = await startApp({ flows: pause, env: { SEND_RATE: '4' } });
    for (let at = 0; at < 12; at += 1) await openPhone(server, { number: `+141555501${String(at).padStart(2, '0')}` }).text('hi');
    await server.clock.advance(9_000);
    await server.twilio.waitForMessage(() => true);
    const began = performance.now();
    await server.stop();
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(statusesOf(server)).toContain('queued');
    await server.restart();
    await passTimeFor(server, () => new Set(statusesOf(server)), new Set(['sent']));
    expect(server.twilio.messages).toHaveLength(12);
  });
});

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
