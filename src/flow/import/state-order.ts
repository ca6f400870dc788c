/** The ids that can be reached from the first, in an order in which only loops lead back and the first way of each comes first. */
export function orderFrom(first: string, ways: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set<string>([first]);
  const order: string[] = [];
  const open: { readonly id: string; readonly left: string[] }[] = [{ id: first, left: [...(ways.get(first) ?? [])] }];
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    // The last way is walked first, because what is done first comes out last.
    const next = at.left.pop();
    if (next === undefined) {
      order.unshift(at.id);
      open.pop();
    } else if (!seen.has(next) && ways.has(next)) {
      seen.add(next);
      open.push({ id: next, left: [...(ways.get(next) ?? [])] });
    }
  }
  return order;
}
