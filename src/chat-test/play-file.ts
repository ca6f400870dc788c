import type { Loaded } from '../flow/load.ts';
import { formatProblem, type Problem } from '../flow/problem.ts';
import type { ChatFile } from './chat-file.ts';
import { flowsFolderOf, loadForChats, unknownNames } from './load-chats.ts';
import { type ChatResult, playChat } from './play-chat.ts';
import { readChatFile } from './read-chat-file.ts';
import { type Edit, rewriteChat } from './rewrite.ts';

/** How the chats of one file went. `problems`, one a line, are set where they could not be played. */
export interface PlayedFile {
  readonly file: string;
  readonly results: readonly ChatResult[];
  readonly problems: readonly string[];
  readonly chats: ChatFile | null;
  readonly loaded: Loaded | null;
}

/** Plays files of chats; the flows of a folder are loaded once. */
export class FilePlayer {
  readonly #flowsDir: string | null;
  readonly #otherwise: string;
  readonly #folders = new Map<string, ReturnType<typeof loadForChats>>();

  /** `flowsDir` null: the flows are where the file is, or one folder up, or else in `otherwise`. */
  constructor(flowsDir: string | null, otherwise = './flows') {
    this.#flowsDir = flowsDir;
    this.#otherwise = otherwise;
  }

  /** @throws Error when the folder of the flows cannot be read. */
  async play(file: string, text: string): Promise<PlayedFile> {
    const read = readChatFile(file, text);
    if (!read.ok) return refused(file, read.problems);
    const { chats } = read;
    const { loaded, errors } = this.#load(this.#flowsDir ?? flowsFolderOf(file, chats.flow, this.#otherwise));
    const problems = errors.length > 0 ? errors : unknownNames(chats, loaded);
    if (problems.length > 0) return refused(file, problems);
    const results: ChatResult[] = [];
    for (const test of chats.tests) results.push(await playChat(loaded, chats.flow, test));
    return { file, results, problems: [], chats, loaded };
  }

  /** What makes the chats of a file that failed say what really happens. */
  async rewrite({ chats, loaded, results }: PlayedFile): Promise<readonly Edit[]> {
    if (chats === null || loaded === null) return [];
    const edits: Edit[] = [];
    for (const { test, problem } of results) {
      if (problem !== null) edits.push(...(await rewriteChat(loaded, chats.flow, test, chats.text)));
    }
    return edits;
  }

  #load(folder: string): ReturnType<typeof loadForChats> {
    const known = this.#folders.get(folder) ?? loadForChats(folder);
    this.#folders.set(folder, known);
    return known;
  }
}

function refused(file: string, problems: readonly Problem[]): PlayedFile {
  return { file, results: [], problems: problems.map(formatProblem), chats: null, loaded: null };
}
