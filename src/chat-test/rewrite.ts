import type { Loaded } from '../flow/load.ts';
import { breachOf } from './breach.ts';
import { type ChatLine, type ChatTest, isAction, isListed, type Standing } from './chat-file.ts';
import { entryOf, entryText, stateEntryOf } from './entry-text.ts';
import type { Happening } from './happening.ts';
import { judge, stateProblem } from './judge.ts';
import { type Session, withSession } from './session.ts';

/** A change of a file's text: what stands between two offsets becomes `text`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * What makes a chat say what really happens; entries that are right stay as they are written. Nothing where what happens
 * must not be so, and for a chat that is written in one line.
 */
export async function rewriteChat(
  loaded: Loaded,
  flow: string | null,
  test: ChatTest,
  fileText: string,
): Promise<readonly Edit[]> {
  if (test.lines.some((line) => line.from < 0)) return [];
  return withSession(loaded, flow, test, (session) => new Rewriter(session, test, fileText).run());
}

class Rewriter {
  readonly #session: Session;
  readonly #test: ChatTest;
  readonly #fileText: string;
  readonly #indent: number;
  readonly #edits: Edit[] = [];
  #taken = 0;
  /** Where what is missing is put: behind the last entry that stays. */
  #behind = 0;

  constructor(session: Session, test: ChatTest, fileText: string) {
    this.#session = session;
    this.#test = test;
    this.#fileText = fileText;
    const first = test.lines[0]?.from ?? 0;
    this.#indent = first - (fileText.lastIndexOf('\n', first - 1) + 1);
  }

  async run(): Promise<readonly Edit[]> {
    let block: ChatLine[] = [];
    for (const line of this.#test.lines) {
      const { does } = line;
      const isOfText = does.kind === 'user' && does.alone && block.at(-1)?.does.kind === 'bot';
      if (!isAction(does) || isOfText) {
        block.push(line);
        continue;
      }
      this.#settle(block);
      block = [];
      this.#behind = line.to;
      await this.#session.act(does);
      if (this.#isWrongAnyway()) return [];
      if (does.kind !== 'silence') continue;
      if (this.#open().length > 0) this.#edits.push(this.#asWait(line));
      await this.#session.act({ kind: 'wait', ms: 0 });
    }
    this.#settle(block);
    return this.#edits;
  }

  #isWrongAnyway(): boolean {
    const breaches = this.#open().map((one) => breachOf(one, this.#session, this.#test));
    return this.#session.breach() !== null || breaches.some((breach) => breach !== null);
  }

  /** Makes the entries between two actions list what happened between them. */
  #settle(block: readonly ChatLine[]): void {
    const rest = [...block];
    for (const one of this.#open()) {
      const at = rest.findIndex(({ does }) => !isAction(does) && isListed(does) && judge(does, one) === null);
      if (at >= 0) {
        for (const line of rest.splice(0, at + 1)) this.#keepOrDrop(line, one);
        continue;
      }
      const [next] = rest;
      const isSameKind = next?.does.kind === one.kind;
      if (next && isSameKind) this.#replace(rest.shift() ?? next, entryOf(one, isAction(next.does) ? null : next.does));
      else this.#insert(entryOf(one, null));
    }
    for (const line of rest) this.#keepOrDrop(line, null);
    this.#taken = this.#session.recorder.happenings.length;
  }

  #keepOrDrop(line: ChatLine, one: Happening | null): void {
    const { does } = line;
    if (isAction(does)) return this.#keep(line);
    if (!isListed(does)) return this.#judgeState(line, does);
    if (one !== null && judge(does, one) === null) return this.#keep(line);
    this.#drop(line);
  }

  #judgeState(line: ChatLine, does: Standing): void {
    const { conversation } = this.#session.recorder;
    if (conversation && stateProblem(does, conversation) === null) return this.#keep(line);
    const entry = conversation && stateEntryOf(does, conversation);
    if (entry) this.#replace(line, entry);
    else this.#drop(line);
  }

  #keep(line: ChatLine): void {
    this.#behind = line.to;
  }

  #replace(line: ChatLine, entry: Readonly<Record<string, unknown>>): void {
    this.#edits.push({ from: line.from, to: line.to, text: entryText(entry, this.#indent) });
    this.#behind = line.to;
  }

  /** The whole line goes, with the comment behind the entry. */
  #drop(line: ChatLine): void {
    const from = this.#fileText.lastIndexOf('\n', line.from);
    const end = this.#fileText.indexOf('\n', line.to);
    this.#edits.push({ from, to: end < 0 ? this.#fileText.length : end, text: '' });
  }

  #insert(entry: Readonly<Record<string, unknown>>): void {
    const end = this.#fileText.indexOf('\n', this.#behind);
    const at = end < 0 ? this.#fileText.length : end;
    this.#edits.push({ from: at, to: at, text: `\n${' '.repeat(this.#indent)}${entryText(entry, this.#indent)}` });
  }

  #asWait(line: ChatLine): Edit {
    return { from: line.from, to: line.to, text: this.#fileText.slice(line.from, line.to).replace('silence', 'wait') };
  }

  #open(): readonly Happening[] {
    return this.#session.recorder.happenings.slice(this.#taken).filter((one) => !(one.kind === 'end' && one.isAside));
  }
}

/** The text with all changes made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  // What is put in at one place stays in its order.
  const ordered = edits.map((edit, at) => ({ ...edit, at })).sort((a, b) => b.from - a.from || b.at - a.at);
  return ordered.reduce((changed, { from, to, text: put }) => changed.slice(0, from) + put + changed.slice(to), text);
}

/** The changes for people: the line, what goes with "-", what comes with "+". */
export function describeEdits(file: string, text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => a.from - b.from)
    .map((edit) => {
      const line = text.slice(0, edit.from).split('\n').length + (text[edit.from] === '\n' ? 1 : 0);
      const lines = (sign: string, part: string) =>
        part
          .split('\n')
          .filter((one) => one.trim() !== '')
          .map((one) => `${sign} ${one.trim()}\n`);
      return [`${file}:${line}\n`, ...lines('-', text.slice(edit.from, edit.to)), ...lines('+', edit.text)].join('');
    })
    .join('');
}
