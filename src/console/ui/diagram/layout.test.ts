import { describe, expect, it } from 'vitest';
import type { FlowGraphView } from '../../contract.ts';
import { layOut } from './layout.ts';
import type { Box } from './shapes.ts';

type Edge = FlowGraphView['edges'][number];

function step(id: string): FlowGraphView['nodes'][number] {
  return { id, kind: 'step', type: 'message', title: 'Say something', label: `Hello from ${id}`, lines: { first: 1, last: 1 } };
}

const END: FlowGraphView['nodes'][number] = { id: 'end', kind: 'end', type: null, title: 'End', label: '', lines: null };

function edge(from: string, to: string, rest: Partial<Edge> = {}): Edge {
  return { from, to, kind: 'next', label: '', back: false, ...rest };
}

/** A flow of so many steps, with ways that skip some, lead back, lead far on, and end. */
function longFlow(count: number): FlowGraphView {
  const ids = Array.from({ length: count }, (_, index) => `s${index}`);
  const id = (index: number) => ids[Math.max(0, Math.min(count - 1, index))] ?? 's0';
  const edges = ids.flatMap((from, index) => [
    edge(from, index + 1 < count ? id(index + 1) : 'end'),
    ...(index % 3 === 0 && index + 2 < count ? [edge(from, id(index + 2 + (index % 7)), { kind: 'case', label: 'x > 5' })] : []),
    ...(index % 5 === 0 ? [edge(from, 'end', { kind: 'give_up', label: 'gives up' })] : []),
    ...(index % 10 === 9 ? [edge(from, id(index - 6), { back: true, label: 'again' })] : []),
    ...(index % 50 === 1 && index + 100 < count ? [edge(from, id(index + 100), { kind: 'case', label: 'far' })] : []),
  ]);
  return { id: 'long', name: 'Long', nodes: [...ids.map(step), END], edges };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('the layout of a diagram', () => {
  it.each([1, 10, 45, 300])('places each of %i steps where no other is', (count) => {
    const { boxes, width, height } = layOut(longFlow(count));
    const steps = boxes.filter(({ node }) => node.kind === 'step');
    expect(steps).toHaveLength(count);
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
    }
  });

  it('draws every way of the flow once, the far ones and the ones that lead back round the side', () => {
    const flow = longFlow(300);
    const { ways } = layOut(flow);
    expect(ways).toHaveLength(flow.edges.length);
    expect(ways.filter(({ aside }) => !aside).filter(({ edge: { back } }) => back)).toEqual([]);
    expect(ways.filter(({ label }) => label === 'far' || label === 'again').every(({ aside }) => aside)).toBe(true);
    expect(ways.filter(({ path }) => path === '' || path.includes('NaN'))).toEqual([]);
  });

  it('leads a way back outside of every step that it passes', () => {
    const flow = longFlow(10);
    const { boxes, ways } = layOut({ ...flow, edges: flow.edges.filter(({ kind, back }) => kind === 'next' || back) });
    const back = ways.filter(({ aside }) => aside);
    expect(back).toHaveLength(1);
    for (const { reach } of back) {
      expect(boxes.filter(({ x, width }) => reach >= x && reach <= x + width)).toEqual([]);
    }
  });

  it('joins several ways between the same two steps into one with all reasons', () => {
    const flow = {
      ...longFlow(2),
      edges: [edge('s0', 's1'), edge('s0', 's1', { label: '429' }), edge('s0', 's1', { label: 'on error' })],
    };
    expect(layOut(flow).ways.map(({ label }) => label)).toEqual(['429 · on error']);
  });

  it('gives each step that ends the chat an end of its own', () => {
    const { boxes } = layOut(longFlow(10));
    expect(boxes.filter(({ node }) => node.kind === 'end').map(({ key }) => key)).toEqual([
      'end of s0',
      'end of s5',
      'end of s9',
    ]);
  });

  it('keeps a step in its place where a long flow reaches it only from far away', () => {
    const flow = longFlow(300);
    const { boxes } = layOut({ ...flow, edges: flow.edges.filter(({ to }) => to !== 's151') });
    const at = (id: string) => boxes.find(({ key }) => key === id)?.y ?? 0;
    expect(at('s151')).toBeGreaterThan(at('s149'));
  });

  it('takes less than half a second for 300 steps', () => {
    // What was laid out before is remembered, so each flow has other labels; the best of them is least disturbed by what else runs.
    const costs = [4, 5, 6].map((length) => {
      const flow = longFlow(300);
      const edges = flow.edges.map((one) => ({ ...one, label: one.label === '' ? '' : 'x'.repeat(length + 8) }));
      const before = process.cpuUsage();
      layOut({ ...flow, edges });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    expect(Math.min(...costs)).toBeLessThan(500);
  });

  it('places an empty flow', () => {
    expect(layOut({ id: 'a', name: 'A', nodes: [], edges: [] })).toEqual({ boxes: [], ways: [], width: 0, height: 0 });
  });
});
