import { People } from '../people.ts';
import type { Figure } from '../results.ts';
import { opening, plainTalk } from '../webhooks.ts';
import type { Server, World } from '../world.ts';
import { readNumber } from './database.ts';

const TIMERS = 1_000;
/** As the flow says. */
const NAP = 3_000;
const LIMIT = 20_000;

const OPEN = "SELECT count(*) FROM jobs WHERE kind = 'delay'";
const LATEST = `
  SELECT max(woken.at - begun.at) - ${NAP} FROM traces begun
  JOIN traces woken ON woken.conversation_id = begun.conversation_id AND woken.turn = 2
  JOIN conversations ON conversations.id = begun.conversation_id AND conversations.flow = 'nap'
  WHERE begun.turn = 1`;
const LAST_FIRED = "SELECT max(updated_at) FROM conversations WHERE flow = 'nap'";

/** How late timers are while 128 people talk, and after a start that finds all of them due. */
export async function measureTimers(world: World): Promise<Figure[]> {
  const first = await world.startParley();
  const talkers = new People(first.port, 128);
  await Promise.all([beginNaps(first), talkers.hold(Array.from({ length: 2_000 }, plainTalk))]);
  await untilFired(first);
  const late = readNumber(first.file, LATEST);
  await beginNaps(first);
  await first.stop('SIGKILL');
  talkers.leave();
  await pause(NAP + 500);
  const second = await world.startParley({ file: first.file });
  const readyAt = Date.now();
  await untilFired(second);
  const after = readNumber(second.file, LAST_FIRED) - readyAt;
  await second.stop('SIGKILL');
  const some = TIMERS.toLocaleString('en');
  return [
    { what: `the latest of ${some} timers, 128 people at once`, value: late, unit: 'ms', target: 500 },
    { what: `${some} timers due at a start: the last fired after ready`, value: Math.max(0, after), unit: 'ms', target: 2_000 },
  ];
}

async function beginNaps({ port }: Server): Promise<void> {
  const people = new People(port, 100);
  await people.hold(Array.from({ length: TIMERS }, () => opening('nap', 'One moment')));
  people.leave();
}

async function untilFired({ file }: Server): Promise<void> {
  const end = Date.now() + LIMIT;
  while (readNumber(file, OPEN) > 0) {
    if (Date.now() > end) throw new Error('Timers did not fire within 20 s.');
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
