import { addTexts, writtenForms } from '../lib/mask.ts';
import type { Flow } from './flow.ts';
import type { ContactView, Scope } from './scope.ts';
import type { ConversationState, KeptView } from './state.ts';
import type { Attributes } from './value.ts';

/** What the templates of a flow's steps can read in a state. */
export function readableScope(flow: Flow, state: ConversationState, contact: ContactView): Scope {
  const language = languageOf(state.attributes, contact.language);
  const view = language === contact.language ? contact : { ...contact, language };
  return { attributes: state.attributes, contact: view, message: state.message, flow: { id: flow.id, name: flow.name } };
}

/** A person's language: what is saved as the attribute `language`, else what was known before. An empty value clears it. */
export function languageOf(attributes: Attributes, before: string | null): string | null {
  if (!Object.hasOwn(attributes, 'language')) return before;
  const saved = attributes['language'];
  return typeof saved === 'string' && saved !== '' ? saved : null;
}

/** Gathers, while a turn goes on, the values to hide wherever it shows something: of secret attributes, and what was typed in secret. */
export class HiddenValues {
  readonly #names: ReadonlySet<string>;
  readonly #values = new Set<string>();

  constructor(names: ReadonlySet<string>, { attributes, message }: ConversationState) {
    this.#names = names;
    this.addAttributes(attributes);
    this.addMessage(message);
  }

  get values(): readonly string[] {
    return [...this.#values].flatMap(writtenForms);
  }

  addAttributes(attributes: Attributes): void {
    for (const name of this.#names) if (Object.hasOwn(attributes, name)) addTexts(attributes[name], this.#values);
  }

  addMessage(message: KeptView | null): void {
    if (message?.secret) this.#values.add(message.text);
  }
}
