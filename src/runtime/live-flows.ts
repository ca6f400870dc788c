import type { CheckOptions } from '../flow/check.ts';
import { checkApiChanges, checkApisFor } from '../flow/check-kept.ts';
import { type Loaded, loadFlows } from '../flow/load.ts';
import type { Problem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { describeError } from '../lib/errors.ts';
import { type FlowLibrary, GRACE } from './flow-library.ts';
import type { KeptFlow } from './flow-store.ts';
import type { Clock, Logger } from './ports.ts';
import type { Store } from './store.ts';
import { type FolderWatch, watchFolder } from './watch-folder.ts';

export interface LiveFlowsParts {
  readonly folder: string;
  readonly options: CheckOptions;
  readonly library: FlowLibrary;
  readonly store: Pick<Store, 'usedFlows'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told when other files are live, and when what is wrong with the folder changed. */
  readonly changed: (change: { readonly before: Loaded; readonly now: Loaded }) => Promise<void>;
}

/** Takes up what changes in the folder of flows while the server runs. What is broken is reported, and what was good before stays. */
export class LiveFlows {
  readonly #parts: LiveFlowsParts;
  /** What was read last, and what is wrong with it. */
  #sources: readonly SourceFile[];
  #problems: readonly Problem[];
  #watch: FolderWatch | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: LiveFlowsParts) {
    this.#parts = parts;
    this.#sources = parts.library.live.sources;
    this.#problems = parts.library.live.problems;
  }

  /** What is live, what stands in the folder, and what is wrong with that. */
  get state(): { readonly live: Loaded; readonly sources: readonly SourceFile[]; readonly problems: readonly Problem[] } {
    return { live: this.#parts.library.live, sources: this.#sources, problems: this.#problems };
  }

  start(): void {
    const { folder, clock, logger } = this.#parts;
    const failed = (error: unknown) =>
      logger.error({ error: describeError(error) }, 'The folder of flows is not watched any more; restart to take up changes');
    this.#queue(() => this.#compareApis());
    this.#watch = watchFolder(folder, clock, { changed: () => this.#queue(() => this.#takeUp()), failed });
  }

  async stop(): Promise<void> {
    await this.#watch?.close();
    await this.#work;
  }

  /** Reads the folder now; resolves when what is good of it is live. */
  takeUp(): Promise<void> {
    this.#queue(() => this.#takeUp());
    return this.#work;
  }

  /** Checks files as if they stood in the folder: by themselves, and for the versions that are still in use. */
  async judge(sources: readonly SourceFile[]): Promise<Loaded> {
    const kept = await this.#parts.store.usedFlows();
    return this.#check(kept, sources);
  }

  #check(kept: readonly KeptFlow[], candidate: readonly SourceFile[]): Loaded {
    const { options, library } = this.#parts;
    const loaded = loadFlows(candidate, options);
    const changes = checkApiChanges(kept, library.live.sources, candidate, options);
    return { ...loaded, problems: [...loaded.problems, ...changes] };
  }

  /** One after the other, or an older state could replace a newer one. */
  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#parts.logger.error({ error: describeError(error) }, 'Changed flows could not be taken up');
    });
  }

  async #compareApis(): Promise<void> {
    const { library, store, options, logger } = this.#parts;
    for (const { message } of checkApisFor(await store.usedFlows(), library.live.sources, options)) {
      logger.warn({}, `Conversations that go on with an earlier version of a flow will fail: ${message}`);
    }
  }

  async #takeUp(): Promise<void> {
    const { folder, library, store, clock, logger, changed } = this.#parts;
    const sources = this.#read(folder);
    if (!sources || sameTexts(sources, this.#sources)) return;
    const kept = await store.usedFlows();
    const served = library.live;
    const before = served.sources;
    const check = (candidate: readonly SourceFile[]): Loaded => this.#check(kept, candidate);
    const read = check(sources);
    this.#tell(read.problems);
    const best = bestOf(read, before, check);
    if (best && !sameTexts(best.sources, before)) {
      await library.adopt(best, clock.now());
      await library.forgetUnused(clock.now() - GRACE);
      logger.info({ files: changedFiles(before, best.sources).join(' ') }, 'Changed flows were taken up');
    }
    this.#sources = sources;
    this.#problems = read.problems;
    await changed({ before: served, now: library.live });
  }

  /** Null, with the problem told, when the folder cannot be read. */
  #read(folder: string): readonly SourceFile[] | null {
    try {
      return readSources(folder);
    } catch (error) {
      const message = `The folder of flows cannot be read: ${describeError(error)}`;
      const fix = 'Put it back where FLOWS_DIR says, readable for this server. Until then everything stays as it was.';
      if (this.#problems[0]?.message === message) return null;
      this.#sources = [];
      this.#problems = [{ code: 'unreadable-folder', severity: 'error', file: folder, line: 1, column: 1, message, fix }];
      this.#tell(this.#problems);
      return null;
    }
  }

  #tell(problems: readonly Problem[]): void {
    for (const { severity, code, file, line, column, message, fix } of problems) {
      if (severity === 'error') {
        this.#parts.logger.error({ problem: code, file, line, column }, `A changed file was not taken up: ${message} ${fix}`);
      }
    }
  }
}

/** Problems between files, which may be the fault of another file that is broken. */
const BETWEEN: ReadonlySet<string> = new Set(['no-trigger', 'no-default', 'second-default', 'overlapping-triggers']);

/** The folder with as much of it as is good: each broken file as it was before. Null when nothing new is good. */
function bestOf(read: Loaded, before: readonly SourceFile[], check: (sources: readonly SourceFile[]) => Loaded): Loaded | null {
  let loaded = read;
  for (;;) {
    const { sources, problems } = loaded;
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return loaded;
    const tries = [errors.filter(({ code }) => !BETWEEN.has(code)), errors, before].map((about) =>
      withBefore(sources, before, new Set(about.map(({ file }) => file))),
    );
    const next = tries.find((one) => !sameTexts(one, sources));
    if (!next) return null;
    loaded = check(next);
  }
}

/** These files as they were before: gone again where they are new, and back where they were removed. */
function withBefore(
  sources: readonly SourceFile[],
  before: readonly SourceFile[],
  files: ReadonlySet<string>,
): readonly SourceFile[] {
  const back = before.filter((one) => files.has(one.file));
  return [...sources.filter((one) => !files.has(one.file)), ...back].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function sameTexts(a: readonly SourceFile[], b: readonly SourceFile[]): boolean {
  const texts = new Map(a.map((one) => [one.file, one.text]));
  return a.length === b.length && b.every((one) => texts.get(one.file) === one.text);
}

function changedFiles(before: readonly SourceFile[], after: readonly SourceFile[]): string[] {
  const files = new Set([...before, ...after].map((one) => one.file));
  const textIn = (sources: readonly SourceFile[], file: string) => sources.find((one) => one.file === file)?.text;
  return [...files].filter((file) => textIn(before, file) !== textIn(after, file));
}
