import type { FlowOutline, Named } from '../outline.ts';
import type { Finding } from '../problem.ts';
import { meantOr } from './advice.ts';
import { indexById } from './step-graph.ts';

/** Every place that names a step names one that exists. */
export function checkTargets(flow: FlowOutline): Finding[] {
  const ids = [...indexById(flow).keys()];
  const targets: (Named | undefined)[] = [
    ...flow.steps.flatMap((step) =>
      step.exits.map((exit) =>
        exit.to === undefined ? undefined : { text: exit.to, path: ['steps', step.index, ...exit.path] },
      ),
    ),
    ...flow.commands.map((command) => command.next),
    flow.noReplyNext,
  ];
  const isTarget = new Set([...ids, 'end']);
  return [
    ...targets
      .filter((one) => one !== undefined && !isTarget.has(one.text))
      .flatMap((one) => (one ? [unknownStep(one, [...isTarget])] : [])),
    ...flow.commands.flatMap((command) =>
      command.at.filter((one) => !ids.includes(one.text)).map((one) => unknownStep(one, ids)),
    ),
  ];
}

function unknownStep({ text, path }: Named, known: readonly string[]): Finding {
  return {
    code: 'unknown-step',
    path,
    message: `This flow has no step "${text}".`,
    fix: meantOr(text, known, `Write the id of one of its steps${known.includes('end') ? ', or "end"' : ''}.`),
  };
}

/** Each id stands for one step. */
export function checkIds(flow: FlowOutline): Finding[] {
  const first = indexById(flow);
  return flow.steps.flatMap(({ id, index }) => {
    const other = id === undefined ? index : (first.get(id) ?? index);
    if (other === index) return [];
    const { line } = flow.document.locate({ code: '', path: ['steps', other, 'id'], message: '', fix: '' });
    return [
      {
        code: 'duplicate-id',
        path: ['steps', index, 'id'],
        message: `"${id}" is already the id of the step in line ${line}, so nothing could lead here.`,
        fix: 'Give one of the two another id.',
      },
    ];
  });
}
