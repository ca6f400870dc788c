import { Connection } from './connection.ts';
import type { Message, Talk } from './webhooks.ts';

/** What a number of people at once found. */
export interface Found {
  readonly webhooks: number;
  /** In milliseconds. */
  readonly took: number;
  /** Of each webhook the milliseconds until its answer was there. */
  readonly waits: readonly number[];
}

/** The same people time and again, each on a connection of its own. */
export class People {
  readonly #connections: readonly Connection[];

  /** With several ports, every other of them texts with another server. */
  constructor(ports: number | readonly number[], count: number) {
    const all = [ports].flat();
    this.#connections = Array.from({ length: count }, (_, at) => new Connection(all[at % all.length] ?? -1));
  }

  /** Has all talks held, each person one after the other without a pause. Rejects at the first wrong answer. */
  async hold(talks: readonly Talk[]): Promise<Found> {
    const waits: number[] = [];
    let next = 0;
    const began = performance.now();
    const talkOn = async (connection: Connection) => {
      for (let talk = talks[next++]; talk !== undefined; talk = talks[next++]) {
        for (const message of talk) waits.push(await say(connection, message));
      }
    };
    await Promise.all(this.#connections.map(talkOn));
    return { webhooks: waits.length, took: performance.now() - began, waits };
  }

  /** Has everybody say the same at once. */
  async repeat(message: Message): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.send(message.request)));
  }

  leave(): void {
    for (const connection of this.#connections) connection.close();
  }
}

async function say(connection: Connection, { request, says }: Message): Promise<number> {
  const began = performance.now();
  const { status, body } = await connection.send(request).catch((cause: unknown) => {
    throw new Error(`The answer that says "${says}" did not come.`, { cause });
  });
  if (status !== 200) throw new Error(`A webhook was answered with the status ${status}.`);
  if (!body.includes(says)) throw new Error(`The answer to a webhook does not say "${says}": ${body}`);
  return performance.now() - began;
}
