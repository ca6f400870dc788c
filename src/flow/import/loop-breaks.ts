import type { Value } from '../../engine/value.ts';
import { checkLoops } from '../checks/loops.ts';
import { draftFlow } from '../draft.ts';
import { outlineFlow } from '../outline.ts';
import { itemsOf, type Path, valueAt } from '../raw.ts';
import type { Names } from './names.ts';
import type { Json, StepJson } from './widget.ts';

const PAUSE = '5s';

/** The steps with a pause in each loop that never waited, and the steps from which those loops lead back. */
export function breakLoops(
  head: Json,
  steps: readonly StepJson[],
  names: Names,
): { readonly steps: readonly StepJson[]; readonly paused: readonly string[] } {
  let current = steps;
  const paused: string[] = [];
  for (let path = loopIn(head, current); path !== null; path = loopIn(head, current)) {
    const [, index = 0] = path;
    const from = current[Number(index)];
    const target = valueAt(current, path.slice(1));
    if (!from || typeof target !== 'string') break;
    paused.push(from.id);
    const id = names.name(`more pause ${paused.length}`, 'pause');
    const changed = replaceAt(current, path.slice(1), id) as readonly StepJson[];
    const pause: StepJson = { id, type: 'delay', for: PAUSE, next: target };
    current = changed.flatMap((step, at) => (at === Number(index) ? [step, pause] : [step]));
  }
  return { steps: current, paused };
}

/** The place of the target that closes a loop, as the checker finds it. */
function loopIn(head: Json, steps: readonly StepJson[]): Path | null {
  const text = JSON.stringify({ ...head, steps });
  const outline = outlineFlow(draftFlow({ kind: 'flow', file: '', id: '', text }));
  // A subflow that has yet to be imported is empty until then, and an empty one waits for nothing.
  return (outline && checkLoops(outline, () => false)[0]?.path) ?? null;
}

function replaceAt(value: unknown, [key, ...rest]: Path, by: Value): Value {
  if (key === undefined) return by;
  if (Array.isArray(value)) return itemsOf(value).map((one, index) => (index === key ? replaceAt(one, rest, by) : one));
  const object = value as Json;
  return { ...object, [key]: replaceAt(object[key], rest, by) };
}
