import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSources, type SourceFile } from '../flow/source.ts';
import { describeError } from '../lib/errors.ts';
import type { Release, ReleaseStore } from './cluster.ts';
import type { Clock, Logger } from './ports.ts';

/** Looked for so often, so that every process takes a release within a second. */
const EVERY = 400;

interface Parts {
  readonly releases: ReleaseStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What is published, as files in a folder that only this process has: so processes never fight over files, and what
 * stands in FLOWS_DIR goes live only when it is published.
 */
export class ReleasedFolder {
  readonly folder: string;
  readonly #parts: Parts;
  #current: number;
  #takeUp: () => Promise<void> = async () => {};
  #cancel: () => void = () => {};
  #work: Promise<unknown> = Promise.resolve();
  #stopped = false;
  #failed = false;

  private constructor(parts: Parts, release: Release) {
    this.#parts = parts;
    this.folder = mkdtempSync(join(tmpdir(), 'parley-flows-'));
    this.#current = release.id;
    this.#write(release.sources);
  }

  /** The first process of all publishes what its own folder has. */
  static async open(parts: Parts, sources: readonly SourceFile[]): Promise<ReleasedFolder> {
    const { releases, clock, logger } = parts;
    const own = { sources: namedByPlace(sources), digest: digestOfAll(sources), by: 'start', now: clock.now() };
    await releases.add({ ...own, after: null });
    const release = await releases.latest();
    if (!release) throw new Error('What was published could not be read.');
    if (release.digest !== own.digest)
      logger.warn({ release: release.id }, 'The folder of flows is not what is published; npx parley publish makes it live');
    return new ReleasedFolder(parts, release);
  }

  /** From now on `takeUp` is called when the folder has another release. */
  follow(takeUp: () => Promise<void>): void {
    this.#takeUp = takeUp;
    this.#next();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#work;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Publishes the folder as it is, to all processes. `outrun`: another one was faster, and the folder has its release now. */
  async release(by: string): Promise<'released' | 'outrun'> {
    return this.#alone(async () => {
      const { releases, clock } = this.#parts;
      const sources = readSources(this.folder);
      const row = { sources: namedByPlace(sources), digest: digestOfAll(sources), by, now: clock.now() };
      const after = this.#current;
      // Should it not get there, the folder is what is published again, at the next look.
      this.#current = -1;
      const as = await releases.add({ ...row, after });
      if (as === 'released') this.#current = (await releases.latestId()) ?? -1;
      else await this.#look();
      return as;
    });
  }

  #next(): void {
    if (this.#stopped) return;
    this.#cancel = this.#parts.clock.after(EVERY, () => {
      void this.#alone(() => this.#look())
        .then(() => {
          this.#failed = false;
        })
        .catch((error: unknown) => {
          if (!this.#failed)
            this.#parts.logger.error({ error: describeError(error) }, 'Nobody knows whether flows were published');
          this.#failed = true;
        })
        .finally(() => this.#next());
    });
  }

  async #look(): Promise<void> {
    const { releases, logger } = this.#parts;
    if ((await releases.latestId()) === this.#current) return;
    const release = await releases.latest();
    if (!release) return;
    this.#current = release.id;
    this.#write(release.sources);
    await this.#takeUp();
    logger.info({ release: release.id, by: release.by }, 'Published flows were taken up');
  }

  /** One after the other, or an older release could replace a newer one. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work, work);
    this.#work = done.catch(() => {});
    return done;
  }

  #write(sources: readonly SourceFile[]): void {
    const wanted = new Set(sources.map(({ file }) => join(this.folder, file)));
    for (const { file } of readSources(this.folder)) if (!wanted.has(file)) rmSync(file);
    for (const { file, text } of sources) {
      const path = join(this.folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

/** What tells one set of files from another, wherever they stand. */
export function digestOfAll(sources: readonly SourceFile[]): string {
  const texts = namedByPlace(sources).map(({ file, text }) => [file, text]);
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

/** The files by their place in the folder, in the order of their names. */
export function namedByPlace(sources: readonly SourceFile[]): readonly SourceFile[] {
  return sources
    .map((one) => ({ ...one, file: one.kind === 'flow' ? `${one.id}.json` : `apis/${one.id}.json` }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
