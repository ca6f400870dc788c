import type { ContactKey } from './ports.ts';
import type { NewMessage } from './store.ts';

/** A message as a webhook brought it. */
export interface Received extends NewMessage {
  readonly contact: ContactKey;
}
