import { describe, expect, it } from 'vitest';
import { alignTurns } from './align.ts';

const at = (second: number) => `2026-03-01T10:00:0${second}.000Z`;
const came = (second: number) => ({ direction: 'in' as const, at: at(second) });
const said = (second: number) => ({ direction: 'out' as const, at: at(second) });

describe('alignTurns', () => {
  const turns = [{ at: at(1) }, { at: at(3) }, { at: at(5) }];

  it('puts what came beside the turn that took it, and what was said beside the turn that said it', () => {
    const [first, second, third] = alignTurns([came(1), said(1), came(2), said(3), said(4), came(5), said(6)], turns);
    expect(first?.messages).toEqual([came(1), said(1)]);
    expect(second?.messages).toEqual([came(2), said(3), said(4)]);
    expect(third?.messages).toEqual([came(5), said(6)]);
  });

  it('keeps what no turn has taken yet beside the last one, and what is older than all beside the first', () => {
    const rows = alignTurns([said(0), came(9)], turns);
    expect(rows.map(({ messages }) => messages)).toEqual([[said(0)], [], [came(9)]]);
  });

  it('shows messages without turns, and nothing where there is nothing', () => {
    expect(alignTurns([came(1)], [])).toEqual([{ turn: null, messages: [came(1)] }]);
    expect(alignTurns([], [])).toEqual([]);
  });
});
