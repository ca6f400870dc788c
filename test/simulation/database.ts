import type { TraceEntry } from '../../src/engine/trace.ts';
import type { Cluster } from '../../src/runtime/cluster.ts';
import type { ContactKey, Store } from '../../src/runtime/ports.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

/** A text in or out as the database has it, opened. */
export interface MessageRow {
  readonly id: number;
  readonly contact: string;
  readonly conversation_id: number | null;
  readonly direction: 'in' | 'out';
  readonly status: string;
  readonly route: string | null;
  readonly sid: string | null;
  readonly text: string;
  /** It had a secret in it. */
  readonly secret: boolean;
  readonly repeated: boolean;
  readonly error: string | null;
  readonly at: number;
}

export interface ConversationRow {
  readonly id: number;
  readonly contact: string;
  readonly flow: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly revision: number;
}

export interface TraceRow {
  readonly conversation_id: number;
  readonly turn: number;
  readonly at: number;
  readonly entries: readonly TraceEntry[];
}

export interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly due_at: number;
  readonly message_id: number | null;
  readonly conversation_id: number | null;
  readonly dead_at: number | null;
  readonly error: string | null;
}

/** Everything that a run has left behind, by their ids. */
export interface Remains {
  readonly conversations: readonly ConversationRow[];
  readonly messages: readonly MessageRow[];
  readonly traces: readonly TraceRow[];
  readonly jobs: readonly JobRow[];
  /** What must never happen and did, however short it lasted. */
  readonly seenWrong: readonly string[];
  /** When the installation first started, in wall milliseconds. */
  readonly firstStart: number;
}

/** How one process gets at the database. */
export interface Reach {
  readonly store: Store;
  /** What it has to do with other processes; null where there are none. */
  readonly cluster: Cluster | null;
  /** A goodbye, as one that stops says it. */
  close(): Promise<void>;
}

/** A real database, opened once and emptied for each run. What is in it outlives every process of a run. */
export interface SimulatedDatabase {
  /** Several processes work on it at once. */
  readonly shared: boolean;
  /** Forgets everything, for a run in this world. */
  begin(world: World): Promise<void>;
  reach(life: Life): Promise<Reach>;
  /** A process dies: at once, or in the midst of what it asks for. `die` is called at that instant. */
  doom(life: Life, die: () => void): void;
  /** The connections of a process break, in the midst of what it asks for. It may make new ones. */
  cut(life: Life): void;
  /** Texts of ours that somebody is saying at this moment. */
  beingSaid(): Promise<readonly number[]>;
  optedOutAt(contact: ContactKey): Promise<number | null>;
  /** Nothing is left that would still move by itself. */
  isAtRest(): Promise<boolean>;
  remains(): Promise<Remains>;
  /** Changes something behind everybody's back. */
  tamper(sql: string): Promise<void>;
}
