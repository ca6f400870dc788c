import type { Config } from '../config/config.ts';
import { firstToken } from '../http/admin-tokens.ts';
import { describeError, ParleyError } from '../lib/errors.ts';

/** Long enough to erase or show somebody with years of messages. */
const PATIENCE = 60_000;

/**
 * Asks the server that runs with the same settings on this machine, as an admin.
 * @throws ParleyError when it does not answer, or refuses.
 */
export async function askServer(config: Config, method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}/api/v1${path}`;
  const headers = { authorization: `Bearer ${firstToken(config.adminTokens)}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw unanswered(`it answered ${response.status}${refusalOf(answer)}`);
  } catch (error) {
    throw error instanceof ParleyError ? error : unanswered(describeError(error));
  }
}

function refusalOf(answer: unknown): string {
  const { message } = ((answer as { error?: unknown } | null)?.error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? `: ${message}` : '';
}

function unanswered(why: string): ParleyError {
  return new ParleyError({
    code: 'no_answer',
    message: `A server works on the database, and could not be asked: ${why}`,
    fix: 'Run this with the settings of that server (PORT, HOST, ADMIN_TOKEN), or stop the server first.',
  });
}
