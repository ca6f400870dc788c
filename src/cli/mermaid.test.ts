import { describe, expect, it } from 'vitest';
import type { FlowGraph, GraphNode } from '../flow/graph-shape.ts';
import { writeMermaid } from './mermaid.ts';

const node = (id: string, label = '', type = 'message'): GraphNode => ({
  id,
  kind: 'step',
  type,
  title: 'Says',
  label,
  lines: null,
});
const draw = (nodes: readonly GraphNode[], edges: FlowGraph['edges'] = []) =>
  writeMermaid({ id: 'main', name: 'Main', nodes, edges }).trimEnd().split('\n');

describe('a flow in Mermaid', () => {
  it('has a shape for each kind of step', () => {
    const types = ['message', 'capture', 'api', 'branch', 'delay', 'end', 'unheard_of'];
    expect(draw(types.map((type) => node(type, '', type)))).toEqual([
      'flowchart TD',
      '  s_message["message"]',
      '  s_capture[/"capture"/]',
      '  s_api[["api"]]',
      '  s_branch{"branch"}',
      '  s_delay{{"delay"}}',
      '  s_end(["end"])',
      '  s_unheard_of["unheard_of"]',
    ]);
  });

  it('never lets a text end its quotes, be read as markup, or stand for a letter that it is not', () => {
    const [, line] = draw([node('a', '"];\n<b>`x`</b> #quot; & {{ phone }} ¿Sí? \\n **x**')]);
    expect(line).toBe(
      '  s_a["a<br/>#34;]#59; #60;b#62;#96;x#96;#60;/b#62; #35;quot#59; #38; {{ phone }} #191;Sí? #92;n #42;#42;x#42;#42;"]',
    );
  });

  it('gives every node a name of its own that means nothing to Mermaid', () => {
    const [, ...lines] = draw([node('end'), node('a-b'), node('a b'), { ...node('end'), id: '*end', kind: 'end', type: null }]);
    expect(lines.map((line) => /^ {2}(\w+)/.exec(line)?.[1])).toEqual(['s_end', 's_a_b', 's_a_b_2', 'n_end']);
  });

  it('draws ways that lead back dotted, and says why a way is taken', () => {
    const way = { from: 'a', to: 'b', kind: 'case', label: 'x is "1"', back: false } as const;
    const [, , , ...ways] = draw(
      [node('a'), node('b')],
      [way, { ...way, from: 'b', to: 'a', back: true }, { ...way, label: '', back: true }],
    );
    expect(ways).toEqual(['  s_a -->|"x is #34;1#34;"| s_b', '  s_b -.->|"x is #34;1#34;"| s_a', '  s_a -.-> s_b']);
  });

  it('joins ways between the same two steps into one arrow', () => {
    const way = { from: 'a', to: 'b', kind: 'outcome', back: false } as const;
    const [, , , ...ways] = draw(
      [node('a'), node('b')],
      [
        { ...way, label: '400' },
        { ...way, label: '' },
        { ...way, label: '403' },
      ],
    );
    expect(ways).toEqual(['  s_a -->|"400, 403"| s_b', '  s_a --> s_b']);
  });
});
