import { formatDuration } from '../../../lib/duration.ts';
import { propertyOf } from '../definition.ts';
import { mediaOf, sayOf } from '../said.ts';
import type { Widget, WidgetContext } from '../widget.ts';

const LONGEST = 30 * 24 * 3600;
/** What Studio takes where nothing is set: an hour. */
const USUAL = 3600;

/** Says something and takes whatever comes back. */
export const sendAndWait: Widget = {
  types: ['send-and-wait-for-reply'],
  asks: true,
  convert: (state, context) => {
    const next = context.target('incomingMessage');
    const silent = context.target('timeout');
    context.loseEvents(['deliveryFailure'], next, 'when the text could not be delivered');
    const media = mediaOf(state, context);
    const question = {
      type: 'capture',
      prompt: sayOf(state, context),
      save: context.attributes.reply(state.name),
      no_reply: { after: formatDuration(1000 * seconds(propertyOf(state, 'timeout'), context)), next: silent },
      next,
    };
    if (media['media'] === undefined) return { steps: [{ id: context.id, ...question }] };
    const id = context.anotherId('ask');
    // A question has no media of its own.
    return {
      steps: [
        { id: context.id, type: 'message', text: '', ...media, next: id },
        { id, ...question },
      ],
    };
  },
};

function seconds(timeout: string, context: WidgetContext): number {
  if (timeout.trim() === '') return USUAL;
  const wanted = Number(timeout);
  if (!Number.isFinite(wanted) || wanted < 1) {
    context.lose(`It waited for "${timeout}" seconds, which is not a number. Here it waits for an hour.`);
    return USUAL;
  }
  if (wanted > LONGEST) context.lose(`It waited for ${timeout} seconds. Here it waits for 30 days, which is the most.`);
  return Math.min(Math.round(wanted), LONGEST);
}
