/** A path's query, without what is empty. */
export function queryOf(values: Readonly<Record<string, string | null | undefined>>): string {
  const kept = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
}
