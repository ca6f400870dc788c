import { MAX_STEPS } from '../../engine/run.ts';
import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import { edgesByStep, edgesOf } from './step-graph.ts';

/** Refuses ways of so many steps without a pause that the bound of a turn would end the conversation. Loops are another check's. */
export function checkLongTurns(flow: FlowOutline): Finding[] {
  const leaving = edgesByStep(edgesOf(flow));
  const pauses = flow.steps.map((step) => step.calls.length > 0 || step.ask((one, config) => one.waits(config)) !== false);
  const lengths = new Map<number, number>();
  const lengthFrom = (index: number, above: ReadonlySet<number>): number => {
    const known = lengths.get(index);
    if (known !== undefined) return known;
    const inside = new Set(above).add(index);
    const after = (leaving.get(index) ?? []).map(({ to }) => {
      if (to === null || inside.has(to)) return 0;
      return pauses[to] ? 1 : lengthFrom(to, inside);
    });
    const length = 1 + Math.max(0, ...after);
    lengths.set(index, length);
    return length;
  };
  // From the back, so that what follows is known and nothing goes deep.
  const long = flow.steps
    .map((step) => step.index)
    .toReversed()
    .filter((index) => lengthFrom(index, new Set()) > MAX_STEPS);
  const first = long.at(-1);
  if (first === undefined) return [];
  return [
    {
      code: 'too-many-steps',
      path: ['steps', first, 'id'],
      message: `From "${flow.steps[first]?.id ?? ''}" on, ${lengths.get(first)} steps can follow one another without a pause, and a turn has at most ${MAX_STEPS}: the conversation would end with an error.`,
      fix: 'Join texts that belong together, or put a capture or a delay in between.',
    },
  ];
}
