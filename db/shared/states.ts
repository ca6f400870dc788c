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
    const attributes = withoutSecrets(state.attributes, secrets);
    // What is undefined is not written: the outcome has a column of its own.
    const data = JSON.stringify({ ...state, outcome: undefined, message: null, attributes });
    return { status: statusOf(state), outcome: state.outcome, data, secrets: this.#sealSecrets(state, secrets) };
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

/** To be written as JSON, which leaves out what is undefined. */
function withoutSecrets(attributes: Attributes, names: ReadonlySet<string>): Readonly<Record<string, Value | undefined>> {
  const open: Record<string, Value | undefined> = { ...attributes };
  for (const name of names) if (Object.hasOwn(open, name)) open[name] = undefined;
  return open;
}
