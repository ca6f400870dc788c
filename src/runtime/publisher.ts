import type { Flow } from '../engine/flow.ts';
import type { Loaded } from '../flow/load.ts';
import type { Problem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import type { ConsoleStore, PublishedBy } from './console-store.ts';
import type { FileText, FlowFiles } from './flow-files.ts';
import { digestOf } from './flow-files.ts';
import type { LiveFlows } from './live-flows.ts';
import type { Clock } from './ports.ts';
import type { ReleasedFolder } from './released-folder.ts';

/** A text that is to take the place of a file. `base`: the digest of what the change began with; null where there was no file. */
export interface Change {
  readonly kind: SourceFile['kind'];
  readonly id: string;
  readonly source: string;
  readonly base: string | null;
  readonly by: string;
  readonly how: Exclude<PublishedBy, 'file'>;
}

export type Changed =
  | { readonly as: 'live'; readonly digest: string; readonly problems: readonly Problem[] }
  | { readonly as: 'conflict'; readonly current: FileText | null }
  /** Errors stand against it. Those of other files that it would bring about are among them. */
  | { readonly as: 'faulty'; readonly problems: readonly Problem[] }
  | { readonly as: 'read_only' };

interface Parts {
  readonly files: FlowFiles;
  readonly live: Pick<LiveFlows, 'judge' | 'takeUp' | 'state'>;
  readonly store: ConsoleStore;
  readonly clock: Clock;
  /** Publishes the folder to all processes, where several share a database. */
  readonly released: Pick<ReleasedFolder, 'release'> | null;
}

/** Writes files that have been checked, has them taken up at once, and keeps a record of what came to be live. */
export class Publisher {
  readonly #parts: Parts;
  /** Whose change is being taken up, by flow. */
  readonly #underWay = new Map<string, Pick<Change, 'by' | 'how'>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Checks a text as if it were the file of that name. */
  async judge({ kind, id, source }: Pick<Change, 'kind' | 'id' | 'source'>): Promise<Loaded> {
    return this.#parts.live.judge(this.#folderWith(kind, id, source));
  }

  async publish(change: Change): Promise<Changed> {
    const { files, live } = this.#parts;
    const { kind, id, source, base } = change;
    const judged = await this.judge(change);
    const problems = this.#about(judged.problems, kind, id);
    if (problems.some(({ severity }) => severity === 'error')) return { as: 'faulty', problems };
    const before = files.read(kind, id);
    const written = files.write(kind, id, source, base);
    if (written.as !== 'written') return written;
    await this.#takeUp(change);
    if (live.state.live.sources.some((one) => one.file === files.pathOf(kind, id) && one.text === source)) {
      if (await this.#reachesAll(change.by)) return { as: 'live', digest: digestOf(source), problems };
      return { as: 'conflict', current: files.read(kind, id) };
    }
    // Something in the folder, changed at the same moment, keeps it from being live: then it had better not stand there.
    if (before) files.write(kind, id, before.source, digestOf(source));
    else files.remove(kind, id, digestOf(source));
    const why = live.state.problems;
    await live.takeUp();
    return { as: 'faulty', problems: why };
  }

  /** Removes an API that nothing calls any more. */
  async removeApi(id: string, base: string): Promise<Exclude<Changed, { as: 'live' }> | { readonly as: 'removed' }> {
    const { files, live } = this.#parts;
    const without = readSources(files.folder).filter((one) => one.file !== files.pathOf('api', id));
    const judged = await live.judge(without);
    const problems = this.#about(judged.problems, 'api', id);
    if (problems.some(({ severity }) => severity === 'error')) return { as: 'faulty', problems };
    const removed = files.remove('api', id, base);
    if (removed.as !== 'written') return removed;
    await live.takeUp();
    return (await this.#reachesAll('admin')) ? { as: 'removed' } : { as: 'conflict', current: files.read('api', id) };
  }

  /** Records which flows have another version than before. What another process published, that one has recorded. */
  async record(before: readonly Flow[], now: Loaded): Promise<void> {
    if (this.#parts.released && this.#underWay.size === 0) return;
    await this.#add(before, now);
  }

  async #add(before: readonly Flow[], now: Loaded): Promise<void> {
    const { store, files, clock } = this.#parts;
    for (const { id: flow, version } of now.flows) {
      if (before.some((one) => one.id === flow && one.version === version)) continue;
      const source = now.sources.find((one) => one.file === files.pathOf('flow', flow))?.text ?? '';
      const [any] = this.#underWay.values();
      // A flow that runs a changed one has another version too, and its own file may say nothing new.
      const author = this.#underWay.get(flow) ?? any ?? { by: null, how: 'file' as const };
      await store.addPublication({ flow, version, source, ...author, at: clock.now() });
    }
  }

  /** Records what is live at the start and was not the last that we know of. */
  async recordStart(): Promise<void> {
    const { store, live } = this.#parts;
    const known: Flow[] = [];
    for (const flow of live.state.live.flows) {
      const [last] = await store.listPublications({ flow: flow.id });
      if (last?.version === flow.version) known.push(flow);
    }
    await this.#add(known, live.state.live);
  }

  /** False when another process published at the same moment: then its files are here now. */
  async #reachesAll(by: string): Promise<boolean> {
    return (await this.#parts.released?.release(by)) !== 'outrun';
  }

  async #takeUp({ kind, id, by, how }: Change): Promise<void> {
    if (kind === 'flow') this.#underWay.set(id, { by, how });
    try {
      await this.#parts.live.takeUp();
    } finally {
      this.#underWay.delete(id);
    }
  }

  #folderWith(kind: SourceFile['kind'], id: string, text: string): readonly SourceFile[] {
    const { files } = this.#parts;
    const file = files.pathOf(kind, id);
    const others = readSources(files.folder).filter((one) => one.file !== file);
    return [...others, { kind, file, id, text }].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** The problems of that file, and errors elsewhere that do not stand in the folder as it is. */
  #about(problems: readonly Problem[], kind: SourceFile['kind'], id: string): readonly Problem[] {
    const own = this.#parts.files.pathOf(kind, id);
    const known = new Set(this.#parts.live.state.problems.map(textOf));
    return problems.filter((one) => one.file === own || (one.severity === 'error' && !known.has(textOf(one))));
  }
}

function textOf({ file, code, message }: Problem): string {
  return `${file} ${code} ${message}`;
}
