import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Connection, readAnswer } from './connection.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

it('waits for the rest of an answer that comes in pieces', () => {
  expect(readAnswer(HEAD.slice(0, 20))).toBeNull();
  expect(readAnswer(`${HEAD}hel`)).toBeNull();
  expect(readAnswer(`${HEAD}hello`)).toEqual({ status: 200, body: 'hello' });
});

it('sends one request after the other on one connection, and goes on after a refusal on another', async () => {
  const ports = new Set<number | undefined>();
  let refuses = false;
  const server = createServer((request, response) => {
    ports.add(request.socket.remotePort);
    request.resume();
    if (refuses) response.writeHead(503).end('busy');
    else response.writeHead(200, { 'Content-Length': 5 }).end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const connection = new Connection((server.address() as AddressInfo).port);
  onTestFinished(() => connection.close());
  const request = Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');

  expect(await connection.send(request)).toEqual({ status: 200, body: 'hello' });
  expect(await connection.send(request)).toEqual({ status: 200, body: 'hello' });
  expect(ports.size).toBe(1);
  refuses = true;
  expect((await connection.send(request)).status).toBe(503);
  refuses = false;
  expect((await connection.send(request)).status).toBe(200);
  expect(ports.size).toBe(2);
});
