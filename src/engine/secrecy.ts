import type { Flow } from './flow.ts';
import type { ContactView, Scope } from './scope.ts';
import type { ConversationState } from './state.ts';
import type { Attributes } from './value.ts';

/** What the templates of a flow's steps can read in a state. */
export function readableScope(flow: Flow, state: ConversationState, contact: ContactView): Scope {
  return { attributes: state.attributes, contact, message: state.message, flow: { id: flow.id, name: flow.name } };
}

/** The values that must be hidden wherever a turn shows something: of secret attributes, before and after, and a typed code. */
export function secretValues(flow: Flow, before: Attributes, state: ConversationState): readonly string[] {
  const values = new Set<string>();
  for (const name of flow.secrets) {
    for (const attributes of [before, state.attributes]) {
      const value = attributes[name];
      if (typeof value === 'string' || typeof value === 'number') values.add(String(value));
    }
  }
  if (state.message?.secret) values.add(state.message.text);
  return [...values];
}
