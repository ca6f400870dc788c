import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describeError, ParleyError } from '../../src/lib/errors.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import { Database } from './driver.ts';
import { cannotUse } from './open-database.ts';
import { lockForProcess } from './process-lock.ts';

const BUSY_TIMEOUT = 5_000;
/** In one step, which is one moment of the database: in small ones a busy server would make it begin anew each time. */
const ALL_PAGES = 0x7fffffff;
const OWNER_ONLY = 0o600;

/** A copy that was found whole. */
export interface Copy {
  readonly bytes: number;
  readonly conversations: number;
}

/**
 * Copies a database as it is at one moment, beside a server that works on it, and checks the copy. It stands under its name
 * only when it is whole.
 * @throws ParleyError when there is none, something has that name already, or the copy is not whole.
 */
export async function backUp(file: string, to: string, sealer: Sealer): Promise<Copy> {
  if (!existsSync(file)) throw refusal(`There is no database ${file}.`, 'Check DATABASE_URL.');
  if (existsSync(to)) throw refusal(`${to} is there already.`, 'Name another file: a backup is never written over.');
  const draft = `${to}.part`;
  try {
    mkdirSync(dirname(to), { recursive: true });
    rmSync(draft, { force: true });
    await copyOnline(file, draft);
    const copy = checkCopy(draft, sealer);
    putThrough(draft);
    renameSync(draft, to);
    return copy;
  } catch (error) {
    for (const left of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(left, { force: true });
    throw error instanceof ParleyError
      ? error
      : refusal(describeError(error), 'Check that the folder can be written and has room.');
  }
}

async function copyOnline(file: string, to: string): Promise<void> {
  const source = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT });
  try {
    await source.backup(to, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
  chmodSync(to, OWNER_ONLY);
  const copy = new Database(to);
  // One file, with nothing beside it that could be forgotten.
  copy.pragma('journal_mode = DELETE');
  copy.close();
}

/**
 * Reads a copy as a whole, and what only SECRET_KEY opens.
 * @throws ParleyError when it is damaged, none of ours, or was written with another key.
 */
function checkCopy(file: string, sealer: Sealer): Copy {
  if (!existsSync(file)) throw refusal(`There is no file ${file}.`, 'Check its name.');
  let copy: Database | undefined;
  try {
    copy = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT });
    const found = copy.pragma('integrity_check', { simple: true });
    const orphans = copy.pragma('foreign_key_check') as unknown[];
    if (found !== 'ok' || orphans.length > 0) throw new Error(found === 'ok' ? 'rows of it are missing' : String(found));
    const keys = copy.prepare('SELECT sealed FROM data_keys').pluck().all() as Buffer[];
    if (keys.length === 0) throw new Error('it has no keys in it');
    if (keys.some((sealed) => sealer.tryOpen(sealed) === null)) throw otherKey(file);
    const conversations = copy.prepare('SELECT count(*) FROM conversations').pluck().get() as number;
    return { bytes: statSync(file).size, conversations };
  } catch (error) {
    if (error instanceof ParleyError) throw error;
    throw refusal(`${file} is not a whole database of Parley: ${describeError(error)}.`, 'Use another backup.');
  } finally {
    copy?.close();
  }
}

/**
 * Puts a checked copy in the place of the database, and keeps what was there as `aside`. False: nothing was there.
 * @throws ParleyError when a server works on it, the copy is not whole, or the folder cannot be written.
 */
export function restore(
  from: string,
  file: string,
  aside: string,
  sealer: Sealer,
): { readonly copy: Copy; readonly kept: boolean } {
  const copy = checkCopy(from, sealer);
  const lock = lockForProcess(file);
  const draft = `${file}.restoring`;
  try {
    const kept = existsSync(file);
    copyFileSync(from, draft);
    chmodSync(draft, OWNER_ONLY);
    putThrough(draft);
    if (kept) setAside(file, aside);
    renameSync(draft, file);
    return { copy, kept };
  } catch (error) {
    rmSync(draft, { force: true });
    throw error instanceof ParleyError ? error : cannotUse(file, error);
  } finally {
    lock.close();
  }
}

/** Under a second name, so that there is a database under the first one at every moment. One that is damaged is moved as it is. */
function setAside(file: string, aside: string): void {
  if (!foldLog(file)) {
    renameSync(file, aside);
    if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
    rmSync(`${file}-shm`, { force: true });
    return;
  }
  linkSync(file, aside);
}

/** Writes what stands in the log beside the file into it. */
function foldLog(file: string): boolean {
  try {
    const old = new Database(file, { timeout: BUSY_TIMEOUT });
    old.pragma('journal_mode = DELETE');
    old.close();
    return !existsSync(`${file}-wal`);
  } catch {
    return false;
  }
}

function putThrough(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function otherKey(file: string): ParleyError {
  return refusal(`${file} was written with another SECRET_KEY.`, 'Set that key, or name it in SECRET_KEY_PREVIOUS.');
}

function refusal(message: string, fix: string): ParleyError {
  return new ParleyError({ code: 'bad_backup', message, fix });
}
