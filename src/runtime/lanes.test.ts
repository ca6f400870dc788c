import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

/** A piece of work that goes on until it is told to end, and notes when it begins and ends. */
function piece(name: string, log: string[]) {
  let end = () => {};
  let fail = () => {};
  const promise = new Promise<string>((resolve, reject) => {
    end = () => resolve(name);
    fail = () => reject(new Error(`${name} failed`));
  });
  const work = async () => {
    log.push(`${name} begins`);
    const result = await promise;
    log.push(`${name} ends`);
    return result;
  };
  return { work, end, fail };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('work of one key is done one piece at a time, in order', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  const [a, b, c] = [piece('a', log), piece('b', log), piece('c', log)];
  const done = [a, b, c].map(({ work }) => lanes.run('ana', work));
  c.end();
  b.end();
  await settle();
  expect(log).toEqual(['a begins']);
  a.end();
  expect(await Promise.all(done)).toEqual(['a', 'b', 'c']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('other keys do not wait', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  const [slow, quick] = [piece('slow', log), piece('quick', log)];
  const first = lanes.run('ana', slow.work);
  quick.end();
  expect(await lanes.run('bo', quick.work)).toBe('quick');
  expect(log).toEqual(['slow begins', 'quick begins', 'quick ends']);
  slow.end();
  await first;
});

test('work that fails rejects for its caller and stops nothing that comes after it', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  const [a, b] = [piece('a', log), piece('b', log)];
  const first = lanes.run('ana', a.work);
  const second = lanes.run('ana', b.work);
  b.end();
  a.fail();
  await expect(first).rejects.toThrow('a failed');
  expect(await second).toBe('b');
});

test('a key that has been idle begins at once', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  const [a, b] = [piece('a', log), piece('b', log)];
  a.end();
  await lanes.run('ana', a.work);
  await settle();
  const second = lanes.run('ana', b.work);
  expect(log.at(-1)).toBe('b begins');
  b.end();
  await second;
});

test('is idle only when all that was begun is done, with what that began and with what failed', async () => {
  const lanes = new Lanes();
  const log: string[] = [];
  const [a, b, c] = [piece('a', log), piece('b', log), piece('c', log)];
  const failing = lanes.run('bo', c.work);
  failing.catch(() => log.push('c failed'));
  const first = lanes.run('ana', a.work).then(() => lanes.run('ana', b.work));
  let idle = false;
  const waiting = lanes.idle().then(() => {
    idle = true;
  });
  a.end();
  c.fail();
  await settle();
  expect(idle).toBe(false);
  b.end();
  await waiting;
  await first;
  expect(log).toContain('b ends');
  expect(log).toContain('c failed');
});

test('is idle at once when nothing was begun', async () => {
  await expect(new Lanes().idle()).resolves.toBeUndefined();
});
