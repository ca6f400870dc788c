import { createHash } from 'node:crypto';
import type { Clock, Random } from '../runtime/ports.ts';

/** However busy somebody is, they sign in again after so long; and sooner when they do nothing. */
const LIFE = 12 * 3_600_000;
const IDLE = 30 * 60_000;
const MOST = 1_000;

/** Somebody who is signed in. Times are wall milliseconds. */
export interface Session {
  /** What it is called by; it opens nothing. */
  readonly id: string;
  readonly name: string;
  /** Where its person signed in from. */
  readonly address: string;
  /** What a request must show that changes something. */
  readonly csrf: string;
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Who is signed in, in memory only: a restart signs everybody out. */
export class Sessions {
  readonly #clock: Clock;
  readonly #random: Random;
  /** By the hash of their secret, so that looking one up tells nothing about it. */
  readonly #open = new Map<string, Session>();

  constructor(parts: { clock: Clock; random: Random }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
  }

  /** Gives the secret of a new session. */
  open(name: string, address: string): { readonly secret: string; readonly session: Session } {
    this.#forgetOld();
    const now = this.#clock.now();
    const secret = this.#random.bytes(32).toString('base64url');
    const csrf = this.#random.bytes(32).toString('base64url');
    const session = { id: this.#random.uuid(), name, address, csrf, startedAt: now, seenAt: now };
    this.#open.set(keyOf(secret), session);
    return { secret, session };
  }

  /** Null when there is none any more. `isUse`: somebody did something, so it stays for another while. */
  find(secret: string, isUse: boolean): Session | null {
    const key = keyOf(secret);
    const session = this.#open.get(key);
    if (!session) return null;
    const now = this.#clock.now();
    if (now >= expiryOf(session)) {
      this.#open.delete(key);
      return null;
    }
    if (!isUse) return session;
    const used = { ...session, seenAt: now };
    this.#open.set(key, used);
    return used;
  }

  close(secret: string): void {
    this.#open.delete(keyOf(secret));
  }

  /** All that are open, those that were used last first. */
  list(): readonly Session[] {
    const now = this.#clock.now();
    const open = [...this.#open.values()].filter((session) => now < expiryOf(session));
    return open.toSorted((a, b) => b.seenAt - a.seenAt);
  }

  /** Ends those that are meant, and gives them. */
  end(isMeant: (session: Session) => boolean): readonly Session[] {
    const meant = this.list().filter(isMeant);
    const ids = new Set(meant.map(({ id }) => id));
    for (const [key, { id }] of this.#open) if (ids.has(id)) this.#open.delete(key);
    return meant;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [key, session] of this.#open) {
      if (now >= expiryOf(session) || this.#open.size >= MOST) this.#open.delete(key);
    }
  }
}

/** When a session ends if nothing more is done in it. */
export function expiryOf({ startedAt, seenAt }: Session): number {
  return Math.min(startedAt + LIFE, seenAt + IDLE);
}

function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
