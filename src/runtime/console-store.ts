import type { FlowVersion } from './flow-store.ts';

/** Somebody did something, or looked at a person's data. Times here are wall milliseconds. */
export interface AuditEntry {
  readonly at: number;
  readonly who: string;
  /** Where the request came from. */
  readonly address: string;
  readonly action: string;
  readonly target: string | null;
}

/** The text of a flow that is worked on. `base`: the digest of the file it began with; null where there was none. */
export interface Draft {
  readonly flow: string;
  readonly source: string;
  readonly base: string | null;
  readonly by: string;
  readonly at: number;
}

/** How a version came to be live: by the console, or because its file was changed. */
export type PublishedBy = 'published' | 'rolled_back' | 'file';

/** A version that came to be live, with its file as it was. `by` is null for a file that was changed outside the console. */
export interface Publication extends FlowVersion {
  readonly source: string;
  readonly how: PublishedBy;
  readonly by: string | null;
  readonly at: number;
}

/** What the console keeps beside the files. Each method is one whole atomic operation. */
export interface ConsoleStore {
  addAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. `before` is the `next` of the page before. */
  listAudit(query: {
    readonly before: number | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly (AuditEntry & { readonly id: number })[]; readonly next: number | null }>;
  /** Which of these actions was ever done. */
  actionsDone(query: { readonly actions: readonly string[] }): Promise<ReadonlySet<string>>;

  listDrafts(): Promise<readonly Draft[]>;
  readDraft(query: { readonly flow: string }): Promise<Draft | null>;
  /** `over`: the text of the draft that it replaces; null: there is none. False, and nothing is saved, where that is not so any more. */
  saveDraft(query: { readonly draft: Draft; readonly over: string | null }): Promise<boolean>;
  /** Drops the draft if that is its text; else false. */
  dropDraft(query: { readonly flow: string; readonly source: string }): Promise<boolean>;

  addPublication(publication: Publication): Promise<void>;
  /** Of one flow, the latest first, without their files. */
  listPublications(query: { readonly flow: string }): Promise<readonly Omit<Publication, 'source'>[]>;
  /** The file of a version as it was last; null when it was never live. */
  readPublished(query: FlowVersion): Promise<string | null>;
}
