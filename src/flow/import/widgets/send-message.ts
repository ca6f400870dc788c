import { filled, propertyOf } from '../definition.ts';
import type { Widget } from '../widget.ts';
import { mediaOf, sayOf } from '../said.ts';

/** Says something. */
export const sendMessage: Widget = {
  types: ['send-message'],
  convert: (state, context) => {
    const next = context.target('sent');
    context.loseEvents(['failed'], next, 'when the text could not be sent');
    const to = propertyOf(state, 'to');
    if (filled(to) && context.template(to, 'text') !== '{{ contact.address }}') {
      context.lose(`It texted ${to}, not the person of this chat. Nothing is said in its place: a flow texts one person.`);
      return { steps: [{ id: context.id, type: 'set', attributes: {}, next }] };
    }
    return { steps: [{ id: context.id, type: 'message', text: sayOf(state, context), ...mediaOf(state, context), next }] };
  },
};
