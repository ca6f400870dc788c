import { expect, test } from 'vitest';
import { expectOnly, flow } from '../../../test/support/flow-kit.ts';

test('tells what the rules of a step type refuse', () => {
  const files = {
    'main.json': flow(
      '{ "id": "a", "type": "capture", "prompt": "?", "length": ▶5 }',
      '{ "id": "b", "type": "capture", "prompt": "?", "expect": "number", "min": ▶5, "max": 1 }',
      '{ "id": "c", "type": "capture", "prompt": "?", "expect": "choice", "choices": [{ "value": "a", "label": "A" }, ▶{ "value": "b", "label": "a" }] }',
    ),
  };
  const [problem] = expectOnly('bad-step', files);
  expect(problem?.fix).toContain('expect "code"');
});
