import { addressOf } from '../api-url.ts';
import { propertyOf } from '../definition.ts';
import type { Widget } from '../widget.ts';
import { pairsOf } from './set-variables.ts';

/** Calls a Twilio Function, which is an API with a form. */
export const runFunction: Widget = {
  types: ['run-function'],
  calls: true,
  convert: (state, context) => {
    const pairs = pairsOf(state.properties['parameters']);
    const form = Object.fromEntries(pairs.map(({ key, value }) => [key, context.template(value, 'sent')]));
    const json = {
      method: 'POST',
      ...addressOf(propertyOf(state, 'url'), context),
      ...(pairs.length === 0 ? {} : { body: form, encoding: 'form' }),
      timeout: '10s',
    };
    context.lose(
      'Studio signs its calls of Functions, and a protected one takes no others. Make it public, with a check of its own.',
    );
    const id = context.fileId(state.name);
    const next = context.target('success');
    return {
      steps: [{ id: context.id, type: 'api', api: id, on_error: context.target('fail'), next }],
      api: { id, json },
    };
  },
};
