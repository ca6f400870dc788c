import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const KEY = Buffer.alloc(32, 'e');

/** An event as the owner's system gets it. */
export interface ToldEvent {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  /** What the signature must be, reckoned from the rules of Standard Webhooks. */
  readonly expected: string;
  readonly contentType: string | undefined;
  readonly text: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly answered: Answer;
}

/** A status, or no answer at all. */
type Answer = number | 'hang';

/** The owner's system: whatever is posted to it is kept, and answered as the test says, else with 204. */
export interface EventsReceiver {
  /** The settings that make a server tell it. */
  readonly env: Readonly<Record<string, string>>;
  readonly told: readonly ToldEvent[];
  /** Sets the answer of the next event; several calls are used in turn. */
  answerNext(...answers: readonly Answer[]): void;
  /** Sets the answer to events of which this is true, from now on. */
  answerWhere(fits: (event: Omit<ToldEvent, 'answered'>) => boolean, answer: Answer): void;
  /** Resolves when so many were told; rejects after 5 s. */
  untilTold(count: number): Promise<readonly ToldEvent[]>;
}

export async function startEventsReceiver(): Promise<EventsReceiver> {
  const told: ToldEvent[] = [];
  const answers: Answer[] = [];
  const rules: { readonly fits: (event: Omit<ToldEvent, 'answered'>) => boolean; readonly answer: Answer }[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name] ?? '');
      const event = readEvent(Buffer.concat(chunks).toString('utf8'), header);
      const answer = answers.shift() ?? rules.findLast(({ fits }) => fits(event))?.answer ?? 204;
      told.push({ ...event, answered: answer });
      if (answer !== 'hang') response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
      for (const look of watchers) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?of=parley`;
  return {
    env: { EVENTS_URL: url, EVENTS_SECRET: `whsec_${KEY.toString('base64')}` },
    told,
    answerNext: (...more) => void answers.push(...more),
    answerWhere: (fits, answer) => void rules.push({ fits, answer }),
    untilTold: (count) =>
      until(
        watchers,
        () => told.length >= count,
        () => told,
      ),
  };
}

function readEvent(text: string, header: (name: string) => string): Omit<ToldEvent, 'answered'> {
  const id = header('webhook-id');
  const timestamp = header('webhook-timestamp');
  const { type, data } = JSON.parse(text) as { type: string; data: Readonly<Record<string, unknown>> };
  const expected = `v1,${createHmac('sha256', KEY).update(`${id}.${timestamp}.${text}`).digest('base64')}`;
  return {
    id,
    timestamp,
    signature: header('webhook-signature'),
    expected,
    contentType: header('content-type'),
    text,
    type,
    data,
  };
}

function until<T>(watchers: Set<() => void>, holds: () => boolean, found: () => T): Promise<T> {
  if (holds()) return Promise.resolve(found());
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(limit);
      watchers.delete(look);
    };
    const look = () => {
      if (!holds()) return;
      stop();
      resolve(found());
    };
    const limit = setTimeout(() => {
      stop();
      reject(new Error(`Not all was told in 5 s, but this: ${JSON.stringify(found())}`));
    }, 5_000);
    watchers.add(look);
  });
}
