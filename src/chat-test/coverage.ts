import type { Flow, Step } from '../engine/flow.ts';
import type { TraceEntry } from '../engine/trace.ts';
import type { PlayedFile } from './play-file.ts';
import type { TracedTurn } from './recorder.ts';

/** What of one flow the chats have not reached: ids of steps, and exits as `step name → target`. */
export interface FlowCoverage {
  readonly flow: string;
  readonly steps: number;
  readonly exits: number;
  readonly missedSteps: readonly string[];
  readonly missedExits: readonly string[];
}

/** What the chats of these files have reached, of each flow that they test or come through. */
export function coverageOf(played: readonly PlayedFile[]): readonly FlowCoverage[] {
  const turns = played.flatMap(({ results }) => results.flatMap((one) => one.turns));
  const entered = turns.flatMap((turn) => [
    turn.flow,
    ...turn.entries.flatMap(({ step }) => (step?.includes('/') ? step.split('/').slice(0, 1) : [])),
  ]);
  const tested = new Set([...played.flatMap(({ chats }) => chats?.flow ?? []), ...entered]);
  const flows = new Map(played.flatMap(({ loaded }) => loaded?.flows ?? []).map((flow) => [flow.id, flow]));
  return [...tested].sort().flatMap((id) => {
    const flow = flows.get(id);
    return flow ? [coverFlow(flow, turns)] : [];
  });
}

interface Way {
  readonly from: string;
  readonly name: string;
  readonly to: string;
  isTaken(entry: TraceEntry): boolean;
}

/** Looks where the turns have been in a flow. */
function coverFlow(flow: Flow, turns: readonly TracedTurn[]): FlowCoverage {
  const entries = turns.flatMap((turn) => entriesIn(flow, turn));
  const seen = new Set(entries.map((entry) => entry.step));
  const ways = [...[...flow.steps.values()].flatMap(exitsOf), ...commandsOf(flow), ...noReplyOf(flow)];
  const missed = ways.filter((way) => !entries.some((entry) => way.isTaken(entry)));
  return {
    flow: flow.id,
    steps: flow.steps.size,
    exits: ways.length,
    missedSteps: [...flow.steps.keys()].filter((id) => !seen.has(id)),
    missedExits: missed.map(({ from, name, to }) => `${from} ${name} → ${to}`),
  };
}

/** Steps of a flow that another one ran are named with their flow. */
function entriesIn(flow: Flow, turn: TracedTurn): readonly TraceEntry[] {
  const prefix = `${flow.id}/`;
  const plain = (id: string) => (id.startsWith(prefix) ? id.slice(prefix.length) : id);
  return turn.entries
    .filter(({ step }) => (step?.includes('/') ? step.startsWith(prefix) : turn.flow === flow.id))
    .map((entry) => ({
      ...entry,
      step: entry.step === null ? null : plain(entry.step),
      ...(entry.to === undefined ? {} : { to: plain(entry.to) }),
    }));
}

function exitsOf(step: Step): readonly Way[] {
  return step.exits.map(({ name, to = step.next }) => {
    const others = step.exits.filter((other) => other.name !== name && (other.to ?? step.next) === to);
    const isTaken = (entry: TraceEntry) => {
      if (entry.step !== step.id || entry.on === 'command' || entry.to !== to) return false;
      const exit = entry.exit ?? (entry.on === 'no_reply' ? 'no_reply' : undefined);
      return exit === undefined ? others.length === 0 || name === 'next' : exit === name;
    };
    return { from: step.id, name, to, isTaken };
  });
}

function commandsOf(flow: Flow): readonly Way[] {
  return flow.commands.map(({ keywords, at, next }) => ({
    from: at === null ? 'anywhere' : [...at].join('/'),
    name: `"${keywords[0] ?? ''}"`,
    to: next,
    isTaken: (entry) => entry.on === 'command' && entry.to === next && (at === null || at.has(entry.step ?? '')),
  }));
}

function noReplyOf(flow: Flow): readonly Way[] {
  const { next, after } = flow.noReply ?? {};
  if (after === undefined) return [];
  return [
    {
      from: 'anywhere',
      name: 'no_reply',
      to: next ?? 'reminder',
      isTaken: (entry) =>
        entry.on === 'no_reply' &&
        flow.steps.get(entry.step ?? '')?.noReply === undefined &&
        (next === undefined ? entry.note === 'reminded' : entry.to === next),
    },
  ];
}
