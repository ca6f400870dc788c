import type { Loaded } from '../flow/load.ts';
import { describeError } from '../lib/errors.ts';
import { formatDuration } from '../lib/duration.ts';
import { systemClock } from '../runtime/system.ts';
import { breachOf } from './breach.ts';
import {
  type Action,
  type ChatLine,
  type ChatTest,
  isAction,
  isListed,
  type Listed,
  type Spot,
  type Standing,
} from './chat-file.ts';
import { describeHappening, type Happening, type SaidText } from './happening.ts';
import { judge, mediaProblem, stateProblem } from './judge.ts';
import type { TracedTurn } from './recorder.ts';
import { type Session, withSession } from './session.ts';
import { ofAction, ofExpectation, ofHappening, type TranscriptLine } from './transcript.ts';

/** How one chat went. `problem` is null when it passed; `spot` is the line of the file that is wrong. */
export interface ChatResult {
  readonly test: ChatTest;
  readonly problem: { readonly spot: Spot; readonly message: string } | null;
  readonly transcript: readonly TranscriptLine[];
  readonly turns: readonly TracedTurn[];
  /** Real milliseconds. */
  readonly ms: number;
}

/** Plays one chat, strictly: what happens must be listed, and what is listed must happen. `flow` null leaves the choice to the triggers. */
export async function playChat(loaded: Loaded, flow: string | null, test: ChatTest): Promise<ChatResult> {
  const began = systemClock.monotonic();
  const played = await withSession(loaded, flow, test, async (session) => {
    const player = new Player(session, test);
    const problem = await player.play();
    return { problem, transcript: player.transcript, turns: [...session.recorder.turns] };
  });
  return { test, ...played, ms: systemClock.monotonic() - began };
}

/** What is due at the very end of a silence happens after it. */
const MOMENT: Action = { kind: 'wait', ms: 0 };

class Player {
  readonly transcript: TranscriptLine[] = [];
  readonly #session: Session;
  readonly #test: ChatTest;
  #taken = new Set<Happening>();
  #judged = new Set<Happening>();
  /** The text whose media are not listed yet. */
  #withMedia: SaidText | null = null;

  constructor(session: Session, test: ChatTest) {
    this.#session = session;
    this.#test = test;
  }

  async play(): Promise<ChatResult['problem']> {
    for (const line of this.#test.lines) {
      const message = await this.#playLine(line).catch((error: unknown) => `The chat could not go on: ${describeError(error)}`);
      if (message !== null) return { spot: line.place, message };
    }
    const message = this.#leftOver('After the last line');
    return message === null ? null : { spot: this.#test.lines.at(-1)?.place ?? this.#test.place, message };
  }

  async #playLine({ does }: ChatLine): Promise<string | null> {
    if (isAction(does)) {
      const isOfText = does.kind === 'user' && does.alone && this.#withMedia !== null;
      return isOfText ? this.#judgeMedia(does.media) : this.#act(does);
    }
    const unlisted = this.#unlistedMedia();
    if (unlisted !== null) return unlisted;
    return isListed(does) ? this.#expect(does) : this.#judgeState(does);
  }

  async #act(action: Action): Promise<string | null> {
    const before = this.#unlistedMedia() ?? this.#leftOver('Before this line');
    if (before !== null) return before;
    this.transcript.push(ofAction(action));
    await this.#session.act(action);
    if (action.kind === 'silence') {
      const broken = this.#brokenSilence();
      if (broken !== null) return broken;
      await this.#session.act(MOMENT);
    }
    return this.#breach();
  }

  #brokenSilence(): string | null {
    const [first] = this.#open();
    if (!first) return null;
    this.transcript.push({ ...ofHappening(first), isWrong: true });
    return `Nothing was to happen in this time, but ${describeHappening(first)}.`;
  }

  #breach(): string | null {
    for (const one of this.#open()) {
      if (this.#judged.has(one)) continue;
      this.#judged.add(one);
      const breach = breachOf(one, this.#session, this.#test);
      if (breach !== null) {
        this.transcript.push({ ...ofHappening(one), isWrong: true });
        return breach;
      }
    }
    return this.#session.breach();
  }

  #expect(expected: Listed): string | null {
    const next = this.#open().find((one) => !(one.kind === 'end' && one.isAside && expected.kind !== 'end'));
    if (!next) {
      this.transcript.push({ ...ofExpectation(expected), isWrong: true });
      return `This did not happen. ${this.#whyNothing()}`;
    }
    const problem = judge(expected, next);
    this.transcript.push({ ...ofHappening(next), isWrong: problem !== null });
    if (problem !== null) return problem;
    for (const one of this.#open()) {
      this.#taken.add(one);
      if (one === next) break;
    }
    if (next.kind === 'bot' && expected.kind === 'bot' && expected.media === null && next.media.length > 0)
      this.#withMedia = next;
    return null;
  }

  #judgeMedia(listed: readonly string[]): string | null {
    const problem = mediaProblem(listed, this.#withMedia?.media ?? []);
    this.#withMedia = null;
    return problem;
  }

  #unlistedMedia(): string | null {
    if (this.#withMedia === null) return null;
    return `The text before came with media that are not listed. Add: media: [${this.#withMedia.media.join(', ')}]`;
  }

  #judgeState(expected: Standing): string | null {
    const { conversation } = this.#session.recorder;
    this.transcript.push(ofExpectation(expected));
    const problem = conversation === null ? 'There is no conversation yet.' : stateProblem(expected, conversation);
    if (problem === null) return null;
    const line = this.transcript.pop();
    if (line) this.transcript.push({ ...line, isWrong: true });
    return problem;
  }

  /** What happened and is not listed. */
  #leftOver(where: string): string | null {
    const first = this.#open().find((one) => !(one.kind === 'end' && one.isAside));
    if (!first) {
      for (const one of this.#open()) this.#taken.add(one);
      return null;
    }
    this.transcript.push({ ...ofHappening(first), isWrong: true });
    return `${where} ${describeHappening(first)}, which is not listed.`;
  }

  /** What happened and was not yet listed. */
  #open(): readonly Happening[] {
    return this.#session.recorder.happenings.filter((one) => !this.#taken.has(one));
  }

  #whyNothing(): string {
    const { recorder, clock } = this.#session;
    const state = recorder.conversation?.state;
    if (!state) return 'No flow took the message.';
    if (state.waiting === null) return `The conversation has ended with "${state.outcome}".`;
    if (state.waiting === 'api') return `An API has not answered yet at "${state.step}": let time pass with "- wait: …".`;
    if (state.waiting === 'time' && recorder.dueAt !== null) {
      return `The flow pauses at "${state.step}": let time pass with "- wait: ${formatDuration(recorder.dueAt - clock.now())}".`;
    }
    return `The flow waits for an answer at "${state.step}".`;
  }
}
