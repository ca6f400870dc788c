import { fillDatabase } from '../fill.ts';
import { People } from '../people.ts';
import type { Figure } from '../results.ts';
import { opening, plainTalk, verification } from '../webhooks.ts';
import type { Server, World } from '../world.ts';

const IDLE = 10_000;
const TIMERS = 100_000;
const MIB = 1024 * 1024;
const AT_ONCE = 64;

/** What conversations that wait for their person, and timers that are not due, take of the memory. */
export async function measureMemory(world: World): Promise<Figure[]> {
  return [await idleConversations(world), await pendingTimers(world)];
}

/** By what JavaScript holds: a tenth of a KiB each would be seen in it, and in the whole process not. */
async function idleConversations(world: World): Promise<Figure> {
  const server = await world.startParley();
  const people = new People(server.port, AT_ONCE);
  const open = (count: number) => people.hold(Array.from({ length: count }, () => opening('plain', 'phone number')));
  await people.hold(Array.from({ length: 1_000 }, plainTalk));
  await open(2_000);
  const before = (await server.report({ collect: true })).heap;
  await open(IDLE);
  const after = (await server.report({ collect: true })).heap;
  people.leave();
  await server.stop();
  const what = `${IDLE.toLocaleString('en')} idle conversations: memory`;
  return { what, value: (after - before) / MIB, unit: 'MiB', target: 1 };
}

/** By the whole process, so that what SQLite holds counts too. */
async function pendingTimers(world: World): Promise<Figure> {
  const without = await world.startParley();
  const withTimers = await world.startParley({ file: await fillDatabase(world, opening('later', 'One moment'), TIMERS) });
  const value = (await memoryAtWork(withTimers)) - (await memoryAtWork(without));
  return { what: `${TIMERS.toLocaleString('en')} pending timers: memory`, value, unit: 'MiB', target: 20 };
}

async function memoryAtWork(server: Server): Promise<number> {
  const people = new People(server.port, 16);
  await people.hold(Array.from({ length: 300 }, verification));
  people.leave();
  const { rss } = await server.report({ collect: true });
  await server.stop();
  return rss / MIB;
}
