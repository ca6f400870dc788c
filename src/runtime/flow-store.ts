/** A flow's id, and the hash of its content. */
export interface FlowVersion {
  readonly flow: string;
  readonly version: string;
}

export interface KeptFlow extends FlowVersion {
  readonly content: string;
}

/** Keeps flow versions for as long as conversations may need them. */
export interface FlowStore {
  /** Keeps the content of a version, and that it was live at `now`. */
  saveFlow(query: KeptFlow & { readonly now: number }): Promise<void>;
  readFlow(query: FlowVersion): Promise<string | null>;
  /** The versions that open conversations go on with. */
  usedFlows(): Promise<readonly KeptFlow[]>;
  /** Removes the versions that no open conversation uses and that were last live before then, but not those of `keep`. */
  dropFlows(query: { readonly keep: readonly FlowVersion[]; readonly before: number }): Promise<readonly FlowVersion[]>;
}
