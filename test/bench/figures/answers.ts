import { People } from '../people.ts';
import { TROUBLES } from '../provider.ts';
import type { Figure } from '../results.ts';
import { opening } from '../webhooks.ts';
import type { World } from '../world.ts';

const PEOPLE = 25;

/** The longest that a webhook waited while its API hangs, drips, comes late, breaks off or sends too much; the call may take 60 s. */
export async function measureLongestAnswer(world: World): Promise<Figure> {
  const server = await world.startParley();
  const talks = Array.from({ length: PEOPLE }, () => TROUBLES.map((trouble) => opening(trouble, '<Response'))).flat();
  const people = new People(server.port, talks.length);
  try {
    const { waits } = await people.hold(talks);
    return { what: 'the longest answer, whatever an API does', value: Math.max(...waits) / 1000, unit: 's', target: 9.5 };
  } finally {
    people.leave();
    // What hangs is not waited for.
    await server.stop('SIGKILL');
  }
}
