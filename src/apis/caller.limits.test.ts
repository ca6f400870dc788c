import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { answerJson, buildCall, HandClock, startCaller, startFarSide } from '../../test/support/api-kit.ts';

const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, 'x'));

test('a drip of bytes cannot hold a call past its deadline', async () => {
  const far = await startFarSide((response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const drip = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(drip));
  });
  const answer = await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: far.origin, timeout: 80 }));
  expect(answer).toMatchObject({ ok: false, failure: 'timeout', response: null });
  expect(answer.exchange.ms).toBeLessThan(1_000);
});

test('a server that never answers is given up, and its connection is closed', async () => {
  const clock = new HandClock();
  let asked = () => {};
  const arrived = new Promise<void>((resolve) => (asked = resolve));
  let gone = () => {};
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const far = await startFarSide((response) => {
    response.on('close', gone);
    asked();
  });
  const call = startCaller({ clock, allowHosts: [far.place] }).call(buildCall({ url: far.origin, timeout: 8_000 }));
  await arrived;
  expect(clock.waits.map(({ ms }) => ms)).toEqual([8_000]);
  clock.fire();
  expect(await call).toMatchObject({ failure: 'timeout', exchange: { attempts: 1, ms: 8_000 } });
  await closed;
});

test('a call that is over leaves no timer behind', async () => {
  const clock = new HandClock();
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  await startCaller({ clock, allowHosts: [far.place] }).call(buildCall({ url: far.origin }));
  expect(clock.waits).toEqual([]);
});

test('a body of 50 MB is not read to its end', async () => {
  let written = 0;
  const far = await startFarSide((response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    response.writeHead(200, { 'content-type': 'text/plain' });
    const pour = () => {
      while (written < 50 * 1024 * 1024 && !response.destroyed) {
        written += chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', pour);
    pour();
  });
  const answer = await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: far.origin }));
  expect(answer).toMatchObject({ ok: false, failure: 'too_large', response: null, exchange: { status: 200 } });
  expect(written).toBeLessThan(25 * 1024 * 1024);
});

test('a body that says it is too long is not waited for', async () => {
  const far = await startFarSide((response) => {
    response.writeHead(200, { 'content-length': String(256 * 1024 + 1) }).flushHeaders();
  });
  const answer = await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: far.origin }));
  expect(answer.failure).toBe('too_large');
});

test('256 KiB are read, one byte more is not', async () => {
  const sizes = [256 * 1024, 256 * 1024 + 1];
  const far = await startFarSide((response, _seen, count) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' }).end('x'.repeat(sizes[count - 1] ?? 0));
  });
  const caller = startCaller({ allowHosts: [far.place] });
  expect((await caller.call(buildCall({ url: far.origin }))).ok).toBe(true);
  expect((await caller.call(buildCall({ url: far.origin }))).failure).toBe('too_large');
});

test('a gzip bomb does not unfold', async () => {
  const far = await startFarSide((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
  expect(bomb.length).toBeLessThan(256 * 1024);
  expect((await startCaller({ allowHosts: [far.place] }).call(buildCall({ url: far.origin }))).failure).toBe('too_large');
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('an answer packed as %s although not asked for is read', async (encoding, pack) => {
  const far = await startFarSide((response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.from('{"a":1}'))),
  );
  const answer = await startCaller({ allowHosts: [far.place] }).call(
    buildCall({ url: far.origin, save: { a: '{{ response.body.a }}' } }),
  );
  expect(far.seen[0]?.headers['accept-encoding']).toBe('identity');
  expect(answer.saved).toEqual({ a: 1 });
});

test('a packing that is not known, or is damaged, fails with a reason', async () => {
  const far = await startFarSide((response, _seen, count) => {
    response.writeHead(200, { 'content-encoding': count === 1 ? 'zstd' : 'gzip' }).end('no gzip');
  });
  const caller = startCaller({ allowHosts: [far.place] });
  expect(await caller.call(buildCall({ url: far.origin }))).toMatchObject({
    failure: 'refused',
    reason: expect.stringContaining('packed') as unknown,
  });
  expect(await caller.call(buildCall({ url: far.origin }))).toMatchObject({
    failure: 'network',
    reason: expect.stringContaining('damaged') as unknown,
  });
});

async function startRawServer(take: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => take(socket));
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listen(server);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function findClosedPlace(): Promise<string> {
  const server = createServer();
  const place = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return place;
}

test('a connection that is reset, refused, cut or no HTTP fails as network, with a reason', async () => {
  const places = [
    await startRawServer((socket) => socket.resetAndDestroy()),
    await startRawServer((socket) => socket.end('SSH-2.0-hello\r\n')),
    await startRawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')),
    await findClosedPlace(),
  ];
  const caller = startCaller({ allowHosts: places });
  for (const place of places) {
    const answer = await caller.call(buildCall({ url: `http://${place}/` }));
    expect(answer).toMatchObject({ ok: false, failure: 'network', response: null });
    expect(answer.reason).toMatch(/^.{20,200}$/);
  }
});

test('the deadline also holds while the connection is still being made', async () => {
  let speak = () => {};
  const greeted = new Promise<void>((resolve) => (speak = resolve));
  // Takes the TLS greeting and never answers it.
  const place = await startRawServer(() => speak());
  const clock = new HandClock();
  const call = startCaller({ clock, allowHosts: [place] }).call(buildCall({ url: `https://${place}/`, timeout: 5_000 }));
  await greeted;
  clock.fire();
  expect(await call).toMatchObject({ failure: 'timeout', exchange: { ms: 5_000 } });
});

test('a call given up while it waits for its connection is not sent when the connection comes', async () => {
  const clock = new HandClock();
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const caller = startCaller({ clock, allowHosts: [far.place] });
  const early = caller.call(buildCall({ url: `${far.origin}/early` }));
  clock.fire();
  expect((await early).failure).toBe('timeout');
  expect((await caller.call(buildCall({ url: `${far.origin}/late` }))).ok).toBe(true);
  expect(far.seen.map(({ url }) => url)).toEqual(['/late']);
});

test('closing ends calls under way, and calls after it, as interrupted', async () => {
  let asked = () => {};
  const arrived = new Promise<void>((resolve) => (asked = resolve));
  const far = await startFarSide(() => asked());
  const caller = startCaller({ allowHosts: [far.place] });
  const source = { url: far.origin, retry: { attempts: 3, on: ['network' as const] } };
  const call = caller.call(buildCall(source));
  await arrived;
  await caller.close();
  expect((await call).failure).toBe('interrupted');
  expect((await caller.call(buildCall(source))).failure).toBe('interrupted');
  expect(far.seen).toHaveLength(1);
});
