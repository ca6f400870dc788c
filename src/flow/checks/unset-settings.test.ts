import { expect, test } from 'vitest';
import { loadFlows } from '../load.ts';

const NAME = 'TWILIO_VERIFY_SERVICE_SID';

function codesOf(provider: unknown, settings?: ReadonlySet<string>): readonly string[] {
  const flow = { trigger: { default: true }, steps: [{ id: 'check', type: 'verify', provider }] };
  const source = { kind: 'flow' as const, id: 'main', file: 'main.json', text: JSON.stringify(flow) };
  const options = { allowHosts: [], secrets: null, ...(settings ? { settings } : {}) };
  return loadFlows([source], options).problems.map(({ code, severity, line }) => `${severity} ${code} ${line}`);
}

test('refuses a step whose setting is missing', () => {
  expect(codesOf('twilio-verify', new Set())).toEqual(['error unset-setting 1']);
});

test('says nothing where it is set, not needed, or where nobody can tell', () => {
  expect(codesOf('twilio-verify', new Set([NAME]))).toEqual([]);
  expect(codesOf('builtin', new Set())).toEqual([]);
  expect(codesOf('twilio-verify')).toEqual([]);
});
