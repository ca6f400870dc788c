/** Texts on their way by their status, with 0 for those that no row has. */
export function outboxOf(rows: readonly { readonly status: string; readonly count: number }[]) {
  const countOf = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
  return { queued: countOf('queued'), sending: countOf('sending'), unknown: countOf('unknown') };
}
