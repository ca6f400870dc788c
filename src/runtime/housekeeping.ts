/** What is kept for a time of its own. */
export const KEPT_KINDS = ['conversations', 'messages', 'traces', 'dead_letters', 'audit'] as const;

/** How long each kind is kept, in milliseconds: conversations since they ended, everything else since it came to be. */
export type Retention = Readonly<Record<(typeof KEPT_KINDS)[number], number>>;

/** Where a walk over all rows stands; made by the store and given back to it. */
export interface Place {
  readonly part: number;
  readonly after: number;
}

/** A slice of a walk. `next` null: the walk is over. */
interface Slice {
  readonly next: Place | null;
}

/** How much was sealed anew, and how much no key of ours opens. */
export interface Resealed extends Slice {
  readonly resealed: number;
  readonly unreadable: number;
}

/** Walks over everything that is kept, in slices so small that nobody waits for one. Each method is one atomic operation. */
export interface Housekeeping {
  /** Deletes what of one slice is too old. What has still to be done, and what is open, stays whatever its age. */
  purge(query: {
    readonly retention: Retention;
    readonly from: Place | null;
    readonly now: number;
  }): Promise<Slice & { readonly deleted: number }>;
  /** Seals anew, under the first key, what of one slice is sealed under another one. */
  reseal(query: { readonly from: Place | null }): Promise<Resealed>;
}
