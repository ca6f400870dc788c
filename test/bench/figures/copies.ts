import { People } from '../people.ts';
import type { Figure } from '../results.ts';
import { opening } from '../webhooks.ts';
import type { World } from '../world.ts';
import { readNumber } from './database.ts';

const MESSAGES = 10_000;
const COPIES = 3;
/** Messages under way at once, each with all its copies. */
const AT_ONCE = 128;

/** Sends each message several times at the same moment, and counts the turns. */
export async function measureCopies(world: World): Promise<Figure> {
  const server = await world.startParley();
  const senders = Array.from({ length: AT_ONCE }, () => new People(server.port, COPIES));
  const messages = Array.from({ length: MESSAGES }, () => opening('plain', 'phone number')).flat();
  let next = 0;
  const sendOn = async (sender: People) => {
    for (let message = messages[next++]; message !== undefined; message = messages[next++]) await sender.repeat(message);
  };
  try {
    await Promise.all(senders.map(sendOn));
  } finally {
    for (const sender of senders) sender.leave();
    await server.stop();
  }
  const turns = readNumber(server.file, 'SELECT count(*) FROM traces');
  const what = `${MESSAGES.toLocaleString('en')} messages, ${COPIES} copies of each at once: turns too many or too few`;
  return { what, value: Math.abs(turns - MESSAGES), unit: 'turns', target: 0 };
}
