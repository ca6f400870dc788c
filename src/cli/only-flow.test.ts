import { expect, test } from 'vitest';
import { loadFlows } from '../flow/load.ts';
import { onlyFlow } from './only-flow.ts';

const STEPS = [{ id: 'bye', type: 'end' }];

function file(id: string, trigger: object) {
  return { kind: 'flow' as const, id, file: `${id}.json`, text: JSON.stringify({ trigger, steps: STEPS }) };
}

const loaded = loadFlows(
  [file('main', { default: true }), file('shop', { keywords: ['shop'], channels: ['whatsapp'], to: ['+14155550100'] })],
  { allowHosts: [], secrets: null },
);

test('leaves one flow, which takes every message on every channel to every number', () => {
  const only = onlyFlow(loaded, 'shop');
  expect(only?.flows.map((flow) => flow.id)).toEqual(['shop']);
  expect(only?.flows[0]?.trigger).toEqual({
    keywords: ['shop'],
    default: true,
    interrupts: false,
    channels: ['sms', 'whatsapp'],
    to: [],
  });
});

test('changes nothing of what was loaded', () => {
  onlyFlow(loaded, 'shop');
  expect(loaded.flows.map((flow) => flow.trigger.default)).toEqual([true, false]);
});

test('is nothing when there is no flow of that id', () => {
  expect(onlyFlow(loaded, 'shoe')).toBeNull();
});
