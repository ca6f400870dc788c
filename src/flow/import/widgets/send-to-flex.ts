import type { Widget } from '../widget.ts';

/** Hands over to a person. */
export const sendToFlex: Widget = {
  types: ['send-to-flex'],
  convert: (_state, context) => {
    const next = context.target('callComplete');
    context.loseEvents(['failedToEnqueue', 'callFailure'], next, 'when no agent could be reached');
    context.lose('It handed over to Flex with a workflow and attributes. Here the chat waits for a person in the console.');
    return { steps: [{ id: context.id, type: 'handoff', next }] };
  },
};
