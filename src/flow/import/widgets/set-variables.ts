import { z } from 'zod';
import type { Widget } from '../widget.ts';

const variables = z.array(z.looseObject({ key: z.string().min(1), value: z.coerce.string().nullish() })).catch([]);

/** The pairs of a list as Studio keeps them, in `variables` or `parameters`. */
export function pairsOf(list: unknown): readonly { readonly key: string; readonly value: string }[] {
  return variables.parse(list).map(({ key, value }) => ({ key, value: value ?? '' }));
}

/** Sets variables of the flow. */
export const setVariables: Widget = {
  types: ['set-variables'],
  convert: (state, context) => {
    const pairs = pairsOf(state.properties['variables']).map(({ key, value }) => [
      context.attributes.variable(key),
      context.template(value, 'text'),
    ]);
    return { steps: [{ id: context.id, type: 'set', attributes: Object.fromEntries(pairs), next: context.target('next') }] };
  },
};
