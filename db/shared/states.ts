import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
import { addTexts, holdsSecret, writtenForms } from '../../src/lib/mask.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import type { StoredConversation } from '../../src/runtime/store.ts';

/** What of a conversation's row is its state. */
export interface StateColumns {
  readonly id: number;
  readonly flow: string;
  readonly version: string;
  readonly revision: number;
  readonly outcome: string | null;
  readonly data: string;
  readonly secrets: Buffer | null;
}

/** States of conversations as they are kept: JSON, and what is secret in it encrypted, in a column of its own. */
export class States {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** `names`: of the attributes that are secret. Others that hold the value of one, as an API told it back, are so too. */
  write(state: ConversationState, names: ReadonlySet<string>) {
    const secrets = secretsIn(state.attributes, names);
    const attributes = without(state.attributes, [...names, ...Object.keys(secrets)]);
    // What is undefined is not written: the outcome has a column of its own.
    const data = JSON.stringify({ ...state, outcome: undefined, message: null, attributes });
    return { status: statusOf(state), outcome: state.outcome, data, secrets: this.#seal(secrets, state.message) };
  }

  read(row: StateColumns): StoredConversation {
    const data = JSON.parse(row.data) as Omit<ConversationState, 'outcome'>;
    const secrets = row.secrets
      ? (JSON.parse(this.#sealer.open(row.secrets)) as { attributes: Attributes; message: ConversationState['message'] })
      : null;
    const state = {
      ...data,
      attributes: secrets ? { ...data.attributes, ...secrets.attributes } : data.attributes,
      message: secrets?.message ?? null,
      outcome: row.outcome,
    };
    return { id: row.id, flow: row.flow, version: row.version, revision: row.revision, state };
  }

  #seal(attributes: Attributes, message: ConversationState['message']): Buffer | null {
    if (!message && Object.keys(attributes).length === 0) return null;
    return this.#sealer.seal(JSON.stringify({ attributes, message }));
  }
}

/** Messages may wait for the next capture of a conversation in this state. */
export function mayKeep(state: ConversationState): boolean {
  return statusOf(state) === 'busy';
}

function secretsIn(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  const secrets: Record<string, Value> = {};
  for (const name of names) {
    const secret = attributes[name];
    if (secret !== undefined && secret !== null) secrets[name] = secret;
  }
  const texts = new Set<string>();
  addTexts(secrets, texts);
  if (texts.size === 0) return secrets;
  const values = [...texts].flatMap(writtenForms);
  for (const [name, value] of Object.entries(attributes)) if (holdsSecret(value, values)) secrets[name] = value;
  return secrets;
}

/** To be written as JSON, which leaves out what is undefined. */
function without(attributes: Attributes, names: readonly string[]): Readonly<Record<string, Value | undefined>> {
  const open: Record<string, Value | undefined> = { ...attributes };
  for (const name of names) if (Object.hasOwn(open, name)) open[name] = undefined;
  return open;
}
