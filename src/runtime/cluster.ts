import type { SourceFile } from '../flow/source.ts';
import type { ContactKey } from './ports.ts';

/** What processes that share a database have to do with each other. */
export interface Cluster {
  /** Begins to listen. `due`: a job is due, and this process is the one to look. `optedOut`: somebody did so at another process. */
  start(on: { readonly due: () => void; readonly optedOut: (contact: ContactKey) => void }): Promise<void>;
  /** Says that this process is at work, and takes up the work of those that are not any more; true where there was some. */
  beat(query: { readonly now: number }): Promise<boolean>;
  /** Ends the listening. */
  stop(): Promise<void>;
}

/** Keeps all processes together to what a number of ours may send. */
export interface SlotStore {
  /** Takes the next time at which a text of that number may leave, and gives the milliseconds until then. */
  reserve(query: { readonly sender: Pick<ContactKey, 'ours' | 'channel'>; readonly interval: number }): Promise<number>;
}

/** Flows and APIs that were published together. */
export interface Release {
  readonly id: number;
  readonly digest: string;
  readonly sources: readonly SourceFile[];
  readonly by: string;
  /** Wall milliseconds. */
  readonly at: number;
  /** The release that it brought back; null where it was new. */
  readonly restores: number | null;
}

/** What is live on all processes. Each method is one whole atomic operation. */
export interface ReleaseStore {
  /** The number of the release that is live; null before the first. */
  latestId(): Promise<number | null>;
  latest(): Promise<Release | null>;
  /** Makes files the live ones, unless another release came after `after`; with `after` undefined, in any case. */
  add(query: {
    readonly sources: readonly SourceFile[];
    readonly digest: string;
    readonly by: string;
    readonly now: number;
    readonly after?: number | null;
  }): Promise<'released' | 'outrun'>;
  /** Makes the release before the one that is live live again; null where there is none. */
  rollBack(query: { readonly by: string; readonly now: number }): Promise<Release | null>;
}
