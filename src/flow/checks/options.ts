/** What a check has to know beside the files. */
export interface CheckOptions {
  /** Places inside private networks that APIs may call: `host:port`, or `host` for the default port. */
  readonly allowHosts: readonly string[];
  /** The names of `SECRET_*` that are set, without that prefix; null when nobody can tell. */
  readonly secrets: ReadonlySet<string> | null;
  /** The names of settings that are set, where steps ask for them; without it nobody can tell. */
  readonly settings?: ReadonlySet<string>;
}
