import { request } from 'undici';
import type { Delays } from './series.ts';

const TIMEOUT = 10_000;

/** One look at a server, from its page for Prometheus. */
export interface Look {
  /** Wall milliseconds. */
  readonly at: number;
  /** Bytes: of the process, and what its JavaScript uses. */
  readonly rss: number;
  readonly heap: number;
  readonly openFiles: number;
  /** How late the event loop was since the look before, in milliseconds; about 10 of them are the grain of the timer. */
  readonly loop: Delays;
}

/** Reads the page; null when nobody answers. */
export async function look(port: number): Promise<Look | null> {
  try {
    const answer = await request(`http://127.0.0.1:${port}/metrics`, { reset: true, signal: AbortSignal.timeout(TIMEOUT) });
    const page = await answer.body.text();
    return answer.statusCode === 200 ? read(page) : null;
  } catch {
    return null;
  }
}

function read(page: string): Look {
  const values = new Map(
    Array.from(page.matchAll(/^(\w+) (\S+)$/gm), ([, name = '', value]): [string, number] => [name, Number(value)]),
  );
  const valueOf = (name: string): number => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`The page of metrics has no ${name}.`);
    return value;
  };
  const delay = (name: string) => valueOf(`nodejs_eventloop_lag_${name}_seconds`) * 1_000;
  return {
    at: Date.now(),
    rss: valueOf('process_resident_memory_bytes'),
    heap: valueOf('nodejs_heap_size_used_bytes'),
    openFiles: values.get('process_open_fds') ?? Number.NaN,
    loop: { p50: delay('p50'), p90: delay('p90'), p99: delay('p99'), max: delay('max') },
  };
}
