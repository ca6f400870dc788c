import { z } from 'zod';
import { attributeName, target, template } from '../../engine/shapes.ts';
import { defineStep } from '../../engine/step.ts';
import type { Value } from '../../engine/value.ts';

const plainValue = z.union([z.number(), z.boolean(), z.null()]);

export const set = defineStep({
  type: 'set',
  title: 'Set attributes',
  config: {
    attributes: z
      .record(attributeName, z.union([template, plainValue]))
      .meta({ description: 'Attribute → a template, a number, true, false, or null, which clears it.' }),
    next: target.optional(),
  },
  exits: (config) => [{ name: 'next', to: config.next, path: ['next'] }],
  step: (config, _event, { scope }) => {
    const entries = Object.entries(config.attributes).map(([name, source]): [string, Value] => [
      name,
      source !== null && typeof source === 'object' ? (source.value(scope) ?? null) : source,
    ]);
    return { type: 'go', set: Object.fromEntries(entries) };
  },
  saves: (config) => Object.keys(config.attributes).map((name) => ({ name, secret: false })),
  waits: () => false,
});
