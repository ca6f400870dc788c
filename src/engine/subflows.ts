import type { Flow } from './flow.ts';
import type { Text } from './shapes.ts';
import type { ConversationState } from './state.ts';

/** The flow that a conversation is in: the one it began with, or the innermost that was called; undefined when a call is not in this version. */
export function currentFlow(root: Flow, { calls }: Pick<ConversationState, 'calls'>): Flow | undefined {
  return calls.reduce<Flow | undefined>((flow, id) => flow?.steps.get(id)?.subflow, root);
}

/** What is said when the current flow cannot go on: its own `on_error`, else that of the nearest flow that called it. */
export function onErrorOf(root: Flow, { calls }: Pick<ConversationState, 'calls'>): Text | null {
  for (let depth = calls.length; depth >= 0; depth--) {
    const flow = currentFlow(root, { calls: calls.slice(0, depth) });
    if (flow?.onError) return flow.onError;
  }
  return null;
}
