import type { ConversationState } from '../../src/engine/state.ts';
import { statusOf } from '../../src/engine/state.ts';
import type { Attributes, Value } from '../../src/engine/value.ts';
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

  /** `secrets`: the names of the attributes that are secret. */
  write(state: ConversationState, secrets: ReadonlySet<string>) {
    const { outcome, ...kept } = state;
    const data = JSON.stringify({ ...kept, message: null, attributes: withoutSecrets(state.attributes, secrets) });
    return { status: statusOf(state), outcome, data, secrets: this.#sealSecrets(state, secrets) };
  }

  read(row: StateColumns): StoredConversation {
    const { attributes, ...data } = JSON.parse(row.data) as Omit<ConversationState, 'outcome'>;
    const secrets = row.secrets
      ? (JSON.parse(this.#sealer.open(row.secrets)) as { attributes: Attributes; message: ConversationState['message'] })
      : null;
    const state = {
      ...data,
      attributes: { ...attributes, ...secrets?.attributes },
      message: secrets?.message ?? null,
      outcome: row.outcome,
    };
    return { id: row.id, flow: row.flow, version: row.version, revision: row.revision, state };
  }

  #sealSecrets(state: ConversationState, names: ReadonlySet<string>): Buffer | null {
    const attributes: Record<string, Value> = {};
    for (const name of names) {
      const secret = state.attributes[name];
      if (secret !== undefined && secret !== null) attributes[name] = secret;
    }
    if (!state.message && Object.keys(attributes).length === 0) return null;
    return this.#sealer.seal(JSON.stringify({ attributes, message: state.message }));
  }
}

/** Messages may wait for the next capture of a conversation in this state. */
export function mayKeep(state: ConversationState): boolean {
  return statusOf(state) === 'busy';
}

function withoutSecrets(attributes: Attributes, names: ReadonlySet<string>): Attributes {
  if (names.size === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}
