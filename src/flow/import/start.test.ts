import { describe, expect, it } from 'vitest';
import { definition, fileOf, imported, state } from '../../../test/support/studio.ts';
import { importStudio } from './studio.ts';

const SAY = state('say', 'send-message', { body: 'Hi' }, {});

function refusalOf(text: string) {
  const result = importStudio(text, { id: 'taken', others: [] });
  return result.ok ? null : result.refusal.code;
}

describe('a file is refused', () => {
  it.each([
    ['that is not JSON', '{', 'not-json'],
    ['that is no flow of Studio', '{ "steps": [] }', 'not-studio'],
    ['whose states are no list', '{ "initial_state": "a", "states": {} }', 'not-studio'],
    ['in the format of before 2019', '{ "Description": "x", "InitialState": "3f2a", "States": [] }', 'legacy'],
    ['that only calls begin', definition({ incomingCall: 'say' }, SAY), 'calls-only'],
    ['that nothing begins', definition({}, SAY), 'no-start'],
  ])('%s', (_, text, code) => expect(refusalOf(text)).toBe(code));

  it('but not in the record that the REST API wraps it in', () => {
    expect(refusalOf(`{ "sid": "FW1", "definition": ${definition({ incomingMessage: 'say' }, SAY)} }`)).toBeNull();
  });
});

const other = (trigger: unknown) => ({
  kind: 'flow' as const,
  id: 'other',
  file: 'other.json',
  text: JSON.stringify({ trigger, steps: [{ id: 'bye', type: 'end' }] }),
});

describe('an imported flow starts', () => {
  const byMessage = definition({ incomingMessage: 'say' }, SAY);
  const byRequest = definition({ incomingRequest: 'say' }, SAY);

  it('with every message where no other flow takes them all', () => {
    expect(fileOf(imported(byMessage), 'taken.json')).toMatchObject({ trigger: { default: true } });
    expect(fileOf(imported(byMessage, [other({ keywords: ['x'] })]), 'taken.json')).toMatchObject({ trigger: { default: true } });
  });

  it('with a keyword of its own where another flow takes them all', () => {
    expect(fileOf(imported(byMessage, [other({ default: true })]), 'taken.json')).toMatchObject({
      trigger: { keywords: ['taken'] },
    });
    const beside = imported(byMessage, [other({ default: true, keywords: ['TAKEN'] })]);
    expect(fileOf(beside, 'taken.json')).toMatchObject({ trigger: { keywords: ['taken 2'] } });
  });

  it('from outside only where no message began the original and another flow takes them all', () => {
    const { report, files } = imported(byRequest, [other({ default: true })]);
    expect(JSON.parse(files[0]?.text ?? '')).not.toHaveProperty('trigger');
    expect(report.notes[0]).toContain('POST /api/v1/conversations');
  });
});
