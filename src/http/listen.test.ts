import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leftOut } from '../../test/support/skip.ts';
import { listen } from './listen.ts';

const AT_ONCE = 1_000;

/** Opens that many connections to a port, and prints how many were taken within two seconds. */
const KNOCK = `
  const { connect } = require('node:net');
  let taken = 0;
  for (let count = 0; count < ${AT_ONCE}; count++) connect(Number(process.argv[1]), '127.0.0.1', () => (taken += 1)).on('error', () => {});
  setTimeout(() => { process.stdout.write(String(taken)); process.exit(); }, 2_000);
`;

/** How many connections this machine lets wait for any server; not told everywhere. */
function mostThatMayWait(): number {
  try {
    return Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
  } catch {
    return 0;
  }
}

const left = leftOut(mostThatMayWait() < AT_ONCE, `this system lets no ${AT_ONCE} new connections wait.`);

describe('a server that is busy for a while', () => {
  it.skipIf(left)('keeps a thousand new connections waiting, and turns none away', async () => {
    const server = await listen((_request, response) => response.end(), { port: 0, host: '127.0.0.1' });
    onTestFinished(() => server.close());
    // Nothing is accepted meanwhile: this thread waits for the other process.
    const knocked = spawnSync(process.execPath, ['-e', KNOCK, String(server.port)], { encoding: 'utf8' });
    expect(Number(knocked.stdout)).toBe(AT_ONCE);
  });
});
