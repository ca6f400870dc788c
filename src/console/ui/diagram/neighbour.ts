import type { Box } from './shapes.ts';

/** The box that an arrow key leads to from another one: the nearest on that side. Null where there is none. */
export function neighbour(boxes: readonly Box[], from: string, key: string): Box | null {
  const start = boxes.find((box) => box.key === from);
  const direction = DIRECTIONS[key];
  if (!start || !direction) return null;
  const reach = (box: Box) => {
    const dx = box.x + box.width / 2 - (start.x + start.width / 2);
    const dy = box.y + box.height / 2 - (start.y + start.height / 2);
    const [along, across] = direction.sideways ? [dx, dy] : [dy, dx];
    return { along: along * direction.sign, across: Math.abs(across) };
  };
  const ahead = boxes.filter((box) => box !== start && reach(box).along > 1);
  const cost = (box: Box) => reach(box).along + reach(box).across * 2;
  return ahead.reduce<Box | null>((best, box) => (best === null || cost(box) < cost(best) ? box : best), null);
}

const DIRECTIONS: Readonly<Record<string, { readonly sideways: boolean; readonly sign: 1 | -1 }>> = {
  ArrowDown: { sideways: false, sign: 1 },
  ArrowUp: { sideways: false, sign: -1 },
  ArrowRight: { sideways: true, sign: 1 },
  ArrowLeft: { sideways: true, sign: -1 },
};
