import { onlyFlow } from '../cli/only-flow.ts';
import { withScratchApp } from '../cli/scratch-app.ts';
import type { Config } from '../config/config.ts';
import type { Tries } from '../console/handlers/tries.ts';
import { describeError } from '../lib/errors.ts';
import type { Clock, Logger, Random } from '../runtime/ports.ts';
import { TriedChat } from './tried-chat.ts';

const MOST = 20;
/** Nobody did anything in it for so long: nobody will. */
const IDLE = 2 * 3_600_000;

interface Open {
  readonly chat: TriedChat;
  usedAt: number;
  /** Lets its engine stop. */
  end(): void;
  readonly ended: Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The chats that are tried out: each with an engine and a database of its own, and no way out but calls of APIs. */
export class OpenTries implements Tries {
  readonly #parts: Parts;
  readonly #open = new Map<string, Open>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async open(wish: Parameters<Tries['open']>[0]): Promise<TriedChat | null> {
    const { config, clock, random, logger } = this.#parts;
    const flows = wish.flow === null ? wish.flows : onlyFlow(wish.flows, wish.flow);
    if (!flows) return null;
    await this.#makeRoom(MOST - 1);
    const secrets = Object.values(config.apiSecrets);
    const chat = new TriedChat({ id: random.uuid(), wish: { ...wish, flows }, secrets, logger });
    const local: Config = { ...config, mode: 'local', twilio: null };
    let end = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    let begun = () => {};
    const began = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const ended = withScratchApp(local, flows, chat.overrides, async (core) => {
      chat.begin(core);
      begun();
      await done;
    });
    await Promise.race([began, ended]);
    // One that could not be stopped cleanly is over all the same.
    const over = ended.catch((error: unknown) =>
      logger.error({ error: describeError(error) }, 'A chat that was tried out ended badly'),
    );
    this.#open.set(chat.id, { chat, usedAt: clock.monotonic(), end, ended: over });
    // Others may have begun meanwhile.
    await this.#makeRoom(MOST);
    return chat;
  }

  find(id: string): TriedChat | undefined {
    const found = this.#open.get(id);
    if (found) found.usedAt = this.#parts.clock.monotonic();
    return found?.chat;
  }

  async close(id: string): Promise<boolean> {
    const found = this.#open.get(id);
    if (!found) return false;
    this.#open.delete(id);
    found.end();
    await found.ended;
    return true;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }

  /** The one that was left alone the longest goes when there are more than `most`, and each that nobody uses any more. */
  async #makeRoom(most: number): Promise<void> {
    const before = this.#parts.clock.monotonic() - IDLE;
    const oldestFirst = [...this.#open.entries()].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const old = oldestFirst.filter(([, { usedAt }], index) => usedAt < before || oldestFirst.length - index > most);
    await Promise.all(old.map(([id]) => this.close(id)));
  }
}
