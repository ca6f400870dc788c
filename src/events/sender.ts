import { Pool } from 'undici';
import { describeError } from '../lib/errors.ts';
import type { EventSender } from '../runtime/event-store.ts';
import type { Clock } from '../runtime/ports.ts';
import { signatureHeaders } from './sign.ts';

/** How long the receiver may take for its answer. */
const TIMEOUT = 10_000;
/** Far above that, for sockets know nothing of our clock. */
const SOCKET_TIMEOUT = 30_000;

interface Options {
  /** The owner's own, from the settings: so it may well be inside a private network. */
  readonly url: string;
  /** The key of the signatures. */
  readonly secret: Buffer;
  readonly clock: Clock;
}

/** Posts events to the owner's system. Any status of 200 to 299 takes one; a redirect is not followed. */
export function createEventSender({ url, secret, clock }: Options): EventSender {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: 8, headersTimeout: SOCKET_TIMEOUT, bodyTimeout: SOCKET_TIMEOUT });
  const post = async (event: Parameters<EventSender['send']>[0], signal: AbortSignal): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Parley', ...signatureHeaders(event, secret) };
    const path = `${pathname}${search}`;
    const answer = await pool.request({ method: 'POST', path, headers, body: event.body, signal });
    await answer.body.dump({ limit: 64 * 1024, signal });
    return answer.statusCode;
  };
  return {
    send: async (event) => {
      const abort = new AbortController();
      const cancel = clock.after(TIMEOUT, () => abort.abort());
      try {
        const status = await post(event, abort.signal);
        return status >= 200 && status < 300 ? null : `EVENTS_URL answered ${status}.`;
      } catch (error) {
        return abort.signal.aborted
          ? `EVENTS_URL did not answer within ${TIMEOUT / 1000} s.`
          : `EVENTS_URL could not be reached (${reasonOf(error)}).`;
      } finally {
        cancel();
      }
    },
    close: () => pool.destroy(),
  };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code ?? describeError(error);
}
