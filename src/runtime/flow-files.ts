import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SourceFile } from '../flow/source.ts';
import type { Random } from './ports.ts';

/** What a file holds, and its digest. */
export interface FileText {
  readonly source: string;
  readonly digest: string;
}

/** `conflict`: the file is not the one that the change began with; `current` is what it holds, null when it is gone. */
export type Written =
  | { readonly as: 'written' }
  | { readonly as: 'conflict'; readonly current: FileText | null }
  | { readonly as: 'read_only' };

const MAY_NOT = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The files that people edit: flows and APIs, plain JSON in one folder, which are the truth. */
export class FlowFiles {
  readonly folder: string;
  readonly #random: Pick<Random, 'uuid'>;

  constructor(folder: string, random: Pick<Random, 'uuid'>) {
    this.folder = folder;
    this.#random = random;
  }

  pathOf(kind: SourceFile['kind'], id: string): string {
    return kind === 'flow' ? join(this.folder, `${id}.json`) : join(this.folder, 'apis', `${id}.json`);
  }

  /** False where the folder may not be written to. */
  get isWritable(): boolean {
    try {
      accessSync(this.folder, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** Null when there is no such file. */
  read(kind: SourceFile['kind'], id: string): FileText | null {
    const file = this.pathOf(kind, id);
    if (!existsSync(file)) return null;
    const source = readFileSync(file, 'utf8');
    return { source, digest: digestOf(source) };
  }

  /**
   * Writes the whole file or nothing of it, if its digest is still `base` (null: there is none yet).
   * @throws Error when the disk does not take it.
   */
  write(kind: SourceFile['kind'], id: string, source: string, base: string | null): Written {
    return this.#change(kind, id, base, (file) => {
      mkdirSync(dirname(file), { recursive: true });
      // A link stays one: what it points to is replaced.
      const target = existsSync(file) ? realpathSync(file) : file;
      replaceFile(target, source, this.#random.uuid());
    });
  }

  /** Removes a file, if its digest is still `base`. */
  remove(kind: SourceFile['kind'], id: string, base: string): Written {
    return this.#change(kind, id, base, (file) => rmSync(file));
  }

  #change(kind: SourceFile['kind'], id: string, base: string | null, change: (file: string) => void): Written {
    const current = this.read(kind, id);
    if ((current?.digest ?? null) !== base) return { as: 'conflict', current };
    try {
      change(this.pathOf(kind, id));
      return { as: 'written' };
    } catch (error) {
      if (MAY_NOT.has(String((error as { code?: unknown }).code))) return { as: 'read_only' };
      throw error;
    }
  }
}

/** What tells one text of a file from another. */
export function digestOf(source: string): string {
  return createHash('sha256').update(source).digest('hex');
}

/** Beside it first, and then in its place at once: whoever reads the file meanwhile reads one or the other. */
function replaceFile(file: string, text: string, unique: string): void {
  // Begins with a dot, so that nobody takes it for a flow.
  const beside = join(dirname(file), `.${unique}.tmp`);
  const mode = existsSync(file) ? statSync(file).mode : 0o644;
  try {
    writeFileSync(beside, text, { mode, flag: 'wx' });
    sync(beside);
    renameSync(beside, file);
    sync(dirname(file));
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
