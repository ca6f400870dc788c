/** Any JSON value: what an attribute holds and what an API takes and gives. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Attributes of a conversation by name. */
export type Attributes = Readonly<Record<string, Value>>;
