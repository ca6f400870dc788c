import type { Flow, Step } from './flow.ts';
import { type NoReply, oneText } from './shapes.ts';
import { compileTemplate } from './template.ts';

/** What holds where a flow says nothing: after 24 hours without an answer the conversation ends as `no_reply`. */
const DEFAULT_NO_REPLY: NoReply = { after: 24 * 3_600_000, next: 'end' };

/** Said when a conversation cannot go on and the flow has no `on_error`. */
export const DEFAULT_ON_ERROR = oneText(compileTemplate('Sorry, something went wrong on our side. Please text us again later.'));

/** What holds once a reminder was said: the flow's own way out, if it has one, else the default. */
export function noReplyAfterReminder(flow: Flow): NoReply {
  return flow.noReply?.next === undefined ? DEFAULT_NO_REPLY : flow.noReply;
}

/** What holds at a step that waits for a message. */
export function noReplyOf(flow: Flow, step: Step, reminded: boolean): NoReply {
  return reminded ? noReplyAfterReminder(flow) : (step.noReply ?? flow.noReply ?? DEFAULT_NO_REPLY);
}
