import { describe, expect, test } from 'vitest';
import { load } from '../../test/support/flow-kit.ts';
import { bindKept } from './bind.ts';

const MAIN = '{ "trigger": { "default": true }, "steps": [{ "id": "run", "type": "flow", "flow": "inner" }] }';
const inner = (text: string) => `{ "steps": [{ "id": "say", "type": "message", "text": "${text}" }] }`;
const flowNamed = (loaded: ReturnType<typeof load>, id: string) => loaded.flows.find((flow) => flow.id === id);

describe('a flow that runs another one', () => {
  test('has it bound, and is another version when that changes', () => {
    const before = load({ 'main.json': MAIN, 'inner.json': inner('Hello.') });
    const after = load({ 'main.json': MAIN, 'inner.json': inner('Hello!') });
    expect(flowNamed(before, 'main')?.steps.get('run')?.subflow?.id).toBe('inner');
    expect(flowNamed(before, 'main')?.version).not.toBe(flowNamed(after, 'main')?.version);
  });

  test('is the same version whatever else changes', () => {
    const before = load({ 'main.json': MAIN, 'inner.json': inner('Hello.') });
    const after = load({ 'main.json': MAIN, 'inner.json': inner('Hello.'), 'other.json': inner('Other.') });
    expect(flowNamed(before, 'main')?.version).toBe(flowNamed(after, 'main')?.version);
  });

  test('comes back whole from the content that was kept', () => {
    const loaded = load({ 'main.json': MAIN, 'inner.json': inner('Hello.') });
    const kept = bindKept('main', loaded.contents.get('main') ?? '');
    expect(kept?.version).toBe(flowNamed(loaded, 'main')?.version);
    expect(kept?.steps.get('run')?.subflow?.steps.has('say')).toBe(true);
  });

  test('is not there when that one is missing, broken or runs it', () => {
    expect(flowNamed(load({ 'main.json': MAIN }), 'main')).toBeUndefined();
    expect(flowNamed(load({ 'main.json': MAIN, 'inner.json': '{ "steps": [{}] }' }), 'main')).toBeUndefined();
    const back = '{ "steps": [{ "id": "back", "type": "flow", "flow": "main" }] }';
    expect(load({ 'main.json': MAIN, 'inner.json': back }).flows).toEqual([]);
  });
});
