/** A phone number in E.164 that was verified to be a contact's. Times are wall milliseconds. */
export interface Verified {
  readonly phone: string;
  readonly at: number;
  /** It is trusted until then. */
  readonly until: number;
  /** The method: which provider sent and checked the code. */
  readonly by: string;
}
