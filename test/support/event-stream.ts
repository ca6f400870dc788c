import { onTestFinished } from 'vitest';
import type { TestApp } from './app.ts';
import { ADMIN_TOKEN } from './config.ts';

/** What a stream of server-sent events has told. */
export interface Listening {
  readonly events: readonly { readonly id: string | null; readonly data: Readonly<Record<string, unknown>> }[];
  /** The first event, told already or still to come, that is so; rejects when none comes in 5 s. */
  until(isIt: (data: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

const PATIENCE = 5_000;

/** Listens to a stream below `/api/v1`, until the test is over. */
export async function listenTo(
  server: TestApp,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Listening> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${server.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers },
    signal: stop.signal,
  });
  if (!response.ok || !response.body) throw new Error(`The stream was refused with ${response.status}.`);
  const events: { id: string | null; data: Record<string, unknown> }[] = [];
  const looks = new Set<() => void>();
  const read = async (body: ReadableStream<Uint8Array>) => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (data !== undefined)
          events.push({ id: /^id: (.*)$/m.exec(part)?.[1] ?? null, data: JSON.parse(data) as Record<string, unknown> });
      }
      for (const look of looks) look();
    }
  };
  const ended = read(response.body).catch(() => {});
  return {
    events,
    ended,
    close: () => stop.abort(),
    until: (isIt) =>
      new Promise((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`It was never told, but this: ${JSON.stringify(events)}`)), PATIENCE);
        const look = () => {
          const found = events.find(({ data }) => isIt(data));
          if (!found) return;
          clearTimeout(limit);
          looks.delete(look);
          resolve(found.data);
        };
        looks.add(look);
        look();
      }),
  };
}
