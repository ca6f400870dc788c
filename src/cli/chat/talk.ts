import { createInterface, type Interface } from 'node:readline/promises';
import type { Delivered } from '../../channels/simulator/simulator.ts';
import { ChatLog } from '../../chat-test/chat-log.ts';
import { Recorder } from '../../chat-test/recorder.ts';
import type { Core, CoreOverrides } from '../../core.ts';
import type { ChannelName } from '../../engine/scope.ts';
import type { Loaded } from '../../flow/load.ts';
import { formatDuration } from '../../lib/duration.ts';
import { paint } from '../paint.ts';
import { SkippableClock } from '../skippable-clock.ts';
import { ApiFaults } from './api-faults.ts';
import { COMMANDS, WELCOME } from './commands.ts';
import { Countdown } from './countdown.ts';

/** Who talks to what. `flow` null: the flow that the messages start. */
export interface TalkOptions {
  readonly from: string;
  readonly channel: ChannelName;
  readonly flow: string | null;
  readonly flows: Loaded;
  /** Values that may not be saved. */
  readonly secrets: readonly string[];
}

/** How long nothing may have happened before the next line of a pipe is read, in milliseconds. */
const QUIET = 30;

/** A person at a simulated phone: what they type goes in, what reaches the phone is shown. */
export class Talk {
  readonly options: TalkOptions;
  readonly clock = new SkippableClock();
  readonly faults = new ApiFaults();
  readonly countdown: Countdown;
  from: string;
  log: ChatLog;
  readonly #recorder: Recorder;
  readonly #isTerminal = process.stdin.isTTY;
  #app: Core | null = null;
  #lines: Interface | null = null;

  constructor(options: TalkOptions) {
    this.options = options;
    this.from = options.from;
    this.log = new ChatLog(options.secrets);
    this.countdown = new Countdown(this.clock, (left) => this.#showPause(left));
    this.#recorder = new Recorder((turn) => {
      if (turn.contact.theirs !== this.from) return;
      this.log.turned(turn);
      this.countdown.until(turn.job?.kind === 'delay' ? turn.job.dueAt : null);
    });
  }

  /** What the app is to be built with. */
  get overrides(): CoreOverrides {
    return {
      clock: this.clock,
      watchStore: this.#recorder.watch.bind(this.#recorder),
      transport: (call, request, real) => this.log.listen(call, request, () => this.faults.meet(call, request, real)),
    };
  }

  /** Talks until the input is over or the person leaves. */
  async run(app: Core): Promise<void> {
    this.#app = app;
    const lines = createInterface({
      input: process.stdin,
      prompt: paint.you('you  '),
      ...(this.#isTerminal ? { output: process.stdout } : {}),
    });
    this.#lines = lines;
    app.simulator?.onDelivered((one) => {
      if (one.to === this.from) this.say(paint.bot(`bot  ${indented(onScreen(one))}`));
      else this.say(paint.outbox(`text to ${one.to}: ${one.text}`));
    });
    this.note(WELCOME);
    for await (const line of lines) {
      if (line.trim() === '/quit') break;
      await this.#take(line);
      if (this.#isTerminal) lines.prompt();
      else await this.#untilQuiet();
    }
    await this.#untilDone(app);
    this.countdown.until(null);
    lines.close();
  }

  /** Prints a line above the one that is being typed. */
  say(line: string): void {
    process.stdout.write(`${this.#isTerminal ? '\r\u001b[K' : ''}${line}\n`);
    if (this.#isTerminal) this.#lines?.prompt(true);
  }

  /** Prints something that is not part of the chat. */
  note(line: string): void {
    this.say(paint.quiet(line));
  }

  /** The attributes of the newest conversation as people may see them; empty before there is one. */
  async attributes(): Promise<Readonly<Record<string, unknown>>> {
    const page = await this.#app?.reads.listConversations({ address: this.from, state: null, before: null, limit: 1 });
    const newest = page?.items[0];
    const detail = newest && (await this.#app?.reads.readConversation({ id: newest.id }));
    return detail?.attributes ?? {};
  }

  /** Goes on as another person, with a chat of their own. */
  startOver(): void {
    const last = Number(/\d{1,4}$/.exec(this.from)?.[0] ?? 0);
    this.from = `${this.from.replace(/\d{1,4}$/, '')}${String((last + 1) % 10_000).padStart(4, '0')}`;
    this.log = new ChatLog(this.options.secrets);
    this.countdown.until(null);
  }

  async #take(line: string): Promise<void> {
    if (line.trim() === '') return this.countdown.skip();
    if (!line.startsWith('/')) {
      this.log.said(line);
      void this.#app?.phones?.text({ from: this.from, channel: this.options.channel, text: line });
      return;
    }
    const [name = '', ...words] = line.slice(1).trim().split(/\s+/);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command) await command(this, words);
    else this.note(`There is no command "/${name}". /help lists them.`);
  }

  /** A pause is shown as it runs down where there is a terminal, and once where there is none. */
  #showPause(left: number | null): void {
    const seconds = left === null ? null : formatDuration(Math.ceil(left / 1_000) * 1_000);
    if (this.#isTerminal) {
      const pause = seconds === null ? '' : paint.quiet(`${seconds}, Enter skips  `);
      this.#lines?.setPrompt(`${pause}${paint.you('you  ')}`);
      this.#lines?.prompt(true);
    } else if (seconds !== null) this.note(`A pause of ${seconds}. /wait ${seconds} skips it.`);
  }

  /** Lines that come faster than a person types are taken one after the other, each when the one before has had its effect. */
  async #untilQuiet(): Promise<void> {
    for (let seen = -1; seen !== this.#recorder.stirs || this.#recorder.isBusy || this.faults.underWay > 0; ) {
      seen = this.#recorder.stirs;
      await new Promise<void>((resolve) => void this.clock.after(QUIET, resolve));
    }
  }

  /** The input is over: what is under way is still shown. */
  async #untilDone(app: Core): Promise<void> {
    const busy = async () =>
      (await app.reads.listConversations({ address: this.from, state: 'busy', before: null, limit: 1 })).items.length > 0;
    do await this.#untilQuiet();
    while (await busy());
  }
}

/** Media by their addresses, buttons in brackets: type a button's label to press it. */
function onScreen({ text, media, buttons }: Delivered): string {
  const row = buttons.map(({ label }) => `[${label}]`).join(' ');
  return [text, ...media.map((url) => `<${url}>`), row].filter((part) => part !== '').join('\n');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n     ');
}
