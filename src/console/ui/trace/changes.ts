import type { TraceEntryView } from '../../contract.ts';

/** An attribute that an entry of the trace set, and what it was before. */
export interface Change {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface ToldEntry {
  readonly entry: TraceEntryView;
  readonly changes: readonly Change[];
}

export interface Turn {
  readonly turn: number;
  readonly at: string;
  readonly entries: readonly TraceEntryView[];
}

export interface ToldTurn {
  readonly turn: number;
  readonly at: string;
  readonly entries: readonly ToldEntry[];
}

/** The turns, oldest first, with what each change replaced: the value that an earlier entry had set. */
export function tellChanges(turns: readonly Turn[]): readonly ToldTurn[] {
  const known = new Map<string, unknown>();
  return turns.map(({ turn, at, entries }) => ({
    turn,
    at,
    entries: entries.map((entry) => {
      const changes = Object.entries(entry.set ?? {}).map(([name, after]) => ({ name, before: known.get(name), after }));
      for (const { name, after } of changes) known.set(name, after);
      return { entry, changes };
    }),
  }));
}
