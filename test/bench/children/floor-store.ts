import { Database } from '../../../db/sqlite/driver.ts';
import type { Commits } from './report.ts';

/** Where a person stands in the hard-coded flow. */
export interface Place {
  readonly step: number;
  readonly phone: string | null;
  readonly otp: string | null;
}

export interface FloorStore {
  /** The answer to a message that was taken before. */
  answerOf(sid: string): string | undefined;
  placeOf(person: string): Place;
  /** Leaves one file. */
  close(): void;
  /** One commit: the message with its answer, and the person's new place. */
  save(
    message: { readonly sid: string; readonly person: string; readonly text: string; readonly answer: string },
    to: Place,
  ): void;
}

const TABLES = `
  CREATE TABLE places (person TEXT PRIMARY KEY, step INTEGER NOT NULL, phone TEXT, otp TEXT, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE taken (sid TEXT PRIMARY KEY, person TEXT NOT NULL, text TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`;
const BEGINNING: Place = { step: 0, phone: null, otp: null };

/** The least that keeps a conversation in a file: two tables, four prepared statements. */
export function openFloorStore(file: string, synchronous: 'NORMAL' | 'FULL', counted: Commits): FloorStore {
  const raw = new Database(file);
  raw.pragma('journal_mode = WAL');
  raw.pragma(`synchronous = ${synchronous}`);
  raw.exec(TABLES);
  const answer = raw.prepare<[string], string>('SELECT answer FROM taken WHERE sid = ?').pluck();
  const place = raw.prepare<[string], Place>('SELECT step, phone, otp FROM places WHERE person = ?');
  const take = raw.prepare('INSERT INTO taken VALUES (?, ?, ?, ?, ?)');
  const move = raw.prepare('INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?)');
  const save = raw.transaction(({ sid, person, text, answer }: Parameters<FloorStore['save']>[0], to: Place) => {
    const now = Date.now();
    take.run(sid, person, text, answer, now);
    move.run(person, to.step, to.phone, to.otp, now);
  });
  return {
    answerOf: (sid) => answer.get(sid),
    close: () => void raw.close(),
    placeOf: (person) => place.get(person) ?? BEGINNING,
    save: (message, to) => {
      save(message, to);
      counted.commits++;
      counted.writes++;
    },
  };
}
