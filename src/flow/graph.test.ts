import { describe, expect, it } from 'vitest';
import { draftFlow } from './draft.ts';
import { graph } from './graph.ts';
import type { FlowGraph } from './graph-shape.ts';

function graphOf(text: string): FlowGraph | null {
  return graph(draftFlow({ kind: 'flow', id: 'shop', file: 'shop.json', text }));
}

const SHOP = `{
  "name": "The shop",
  "trigger": { "keywords": ["buy"], "default": true },
  "commands": [{ "keywords": ["menu"], "next": "ask" }, { "keywords": ["back"], "at": ["again"], "next": "ask" }],
  "no_reply": { "after": "2h", "next": "end" },
  "steps": [
    { "id": "ask", "type": "capture", "prompt": "Which size do you want? We have small, large and some that are in between.",
      "save": "size", "on_give_up": "end", "no_reply": { "after": "1h", "next": "bye" } },
    { "id": "price", "type": "api", "api": "shop", "outcomes": [{ "status": 404, "next": "again" }], "on_error": "bye" },
    { "id": "which", "type": "branch", "cases": [{ "if": { "attribute": "price", "gt": 5 }, "next": "again" }], "else": "bye" },
    { "id": "again", "type": "capture", "prompt": { "en": "Another?", "es": "¿Otra?" }, "next": "ask" },
    { "id": "bye", "type": "message", "text": "Bye." }
  ]
}`;

const way = (from: string, to: string, kind: string, label = '', back = false) => ({ from, to, kind, label, back });

describe('the graph of a flow', () => {
  const shop = graphOf(SHOP);

  it('has a node for each step, with its type, the beginning of what it says, and its lines in the file', () => {
    expect(shop?.nodes.filter(({ kind }) => kind === 'step').map(({ id, type, lines }) => [id, type, lines])).toEqual([
      ['ask', 'capture', { first: 7, last: 8 }],
      ['price', 'api', { first: 9, last: 9 }],
      ['which', 'branch', { first: 10, last: 10 }],
      ['again', 'capture', { first: 11, last: 11 }],
      ['bye', 'message', { first: 12, last: 12 }],
    ]);
    expect(shop?.nodes.filter(({ kind }) => kind === 'step').map(({ label }) => label)).toEqual([
      'Which size do you want? We have small, large and some that…',
      'shop',
      '',
      'Another?',
      'Bye.',
    ]);
  });

  it('has nodes for what is no step: how it starts, any question, the end', () => {
    const others = shop?.nodes.filter(({ kind }) => kind !== 'step');
    expect(others?.map(({ kind, title, label }) => [kind, title, label])).toEqual([
      ['start', 'Start', 'buy, any other message'],
      ['anywhere', 'At any question', ''],
      ['end', 'End', ''],
    ]);
  });

  it('has every way that the file spells out, with why it is taken and whether it leads back', () => {
    expect(shop?.edges).toEqual([
      way('*start', 'ask', 'start'),
      way('ask', 'price', 'next'),
      way('ask', 'end', 'give_up', 'gives up'),
      way('ask', 'bye', 'no_reply', 'no answer for 1h'),
      way('price', 'which', 'next'),
      way('price', 'again', 'outcome', '404'),
      way('price', 'bye', 'on_error', 'on error'),
      way('which', 'again', 'case', 'price > 5'),
      way('which', 'bye', 'case', 'else'),
      way('again', 'ask', 'next', '', true),
      way('bye', 'end', 'next'),
      way('*anywhere', 'ask', 'command', 'menu'),
      way('again', 'ask', 'command', 'back', true),
      way('*anywhere', 'end', 'no_reply', 'no answer for 2h'),
    ]);
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(shop))).toEqual(shop);
  });

  it('shows what can be read of a broken flow, and the steps that its targets name in vain', () => {
    const broken = graphOf(`{ "steps": [
      { "id": "a", "type": "mesage", "txt": "x", "next": "nowhere" },
      { "id": "a", "type": "message", "text": 5 },
      { "type": "delay", "for": "soon", "next": "a" }
    ] }`);
    expect(broken?.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['*start', 'start'],
      ['a', 'step'],
      ['a*2', 'step'],
      ['?*3', 'step'],
      ['nowhere', 'missing'],
    ]);
    expect(broken?.edges).toEqual([
      way('*start', 'a', 'start'),
      way('a', 'nowhere', 'next'),
      way('a*2', '?*3', 'next'),
      way('?*3', 'a', 'next', '', true),
    ]);
  });

  it('is none where the file holds no flow', () => {
    expect(graphOf('{')).toBeNull();
    expect(graphOf('[]')).toBeNull();
  });
});
