import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestFolder, type TestFolder } from '../../test/support/sqlite-folder.ts';
import { Database } from './driver.ts';
import { GroupCommit } from './group-commit.ts';

let folder: TestFolder;
let raw: Database;
let group: GroupCommit;
beforeEach(() => {
  folder = makeTestFolder();
  raw = new Database(folder.file, { timeout: 0 });
  raw.pragma('journal_mode = WAL');
  raw.pragma('foreign_keys = ON');
  raw.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)');
  raw.exec('CREATE TABLE replies (id INTEGER PRIMARY KEY, note INTEGER REFERENCES notes (id))');
  group = new GroupCommit(raw);
});
afterEach(() => {
  raw.close();
  folder.remove();
});

const add = (text: string) => raw.prepare('INSERT INTO notes (text) VALUES (?)').run(text).changes;
const runAll = (works: readonly (() => unknown)[]) => Promise.allSettled(works.map((work) => group.run(work)));

/** What another process finds in the file. */
function notes(): unknown[] {
  const other = new Database(folder.file, { readonly: true });
  const found = other.prepare('SELECT text FROM notes ORDER BY id').pluck().all();
  other.close();
  return found;
}

async function commitsOf(run: () => Promise<unknown>): Promise<number> {
  const before = folder.commits();
  await run();
  return folder.commits() - before;
}

describe('a group of writes', () => {
  it('is one commit for all that is ready in one tick', async () => {
    const texts = Array.from({ length: 100 }, (_, index) => `note ${index}`);
    expect(await commitsOf(() => runAll(texts.map((text) => () => add(text))))).toBe(1);
    expect(notes()).toEqual(texts);
  });

  it('is one commit for each tick', async () => {
    const twice = async () => {
      await group.run(() => add('a'));
      await group.run(() => add('b'));
    };
    expect(await commitsOf(twice)).toBe(2);
  });

  it('gives each its own result, once it is in the file', async () => {
    const found = await Promise.all(['a', 'b'].map((text) => group.run(() => `${text} ${add(text)}`)));
    expect(found).toEqual(['a 1', 'b 1']);
    expect(notes()).toEqual(['a', 'b']);
  });

  it('lets a later write of the tick see an earlier one', async () => {
    const [, count] = await Promise.all([
      group.run(() => add('a')),
      group.run(() => raw.prepare('SELECT count(*) FROM notes').pluck().get()),
    ]);
    expect(count).toBe(1);
  });

  it('commits on demand what waits, and nothing twice', async () => {
    const done = group.run(() => add('a'));
    group.flush();
    expect(notes()).toEqual(['a']);
    expect(await done).toBe(1);
    expect(await commitsOf(async () => group.flush())).toBe(0);
  });
});

describe('writes that come one a tick, as those on new connections do', () => {
  const WRITES = 60;

  /** How many commits they take, when each write and each tick takes that long, in milliseconds of a clock that only they move. */
  async function commitsOfTicks(each: number, tick: number): Promise<number> {
    let clock = 0;
    const slow = new GroupCommit(raw, () => (clock += tick));
    const works: Promise<unknown>[] = [];
    for (let at = 0; at < WRITES; at++) {
      works.push(
        slow.run(() => {
          clock += each;
          return add(`note ${at}`);
        }),
      );
      await new Promise(setImmediate);
    }
    await Promise.all(works);
    expect(notes()).toHaveLength(WRITES);
    return slow.tally.groups;
  }

  it('share commits where one takes long', async () => {
    expect(await commitsOfTicks(2, 0.01)).toBeLessThan(WRITES / 5);
  });

  it('wait for nothing where commits are fast', async () => {
    expect(await commitsOfTicks(0.1, 0.01)).toBeGreaterThan(WRITES / 3);
  });

  it('wait for no more than 10 ms, however long commits take', async () => {
    expect(await commitsOfTicks(500, 1)).toBeGreaterThan(4);
  });
});

describe('reads', () => {
  const texts = () => raw.prepare('SELECT text FROM notes ORDER BY id').pluck().all();
  const readAll = (reads: readonly (() => unknown)[]) => Promise.allSettled(reads.map((read) => group.read(read)));

  it('of one tick see the same, and what they lead to is written in that tick', async () => {
    await group.run(() => add('a'));
    const answer = async (text: string) => {
      const found = await group.read(texts);
      await group.run(() => add(text));
      return found;
    };
    const found: unknown[] = [];
    expect(await commitsOf(async () => found.push(...(await Promise.all([answer('b'), answer('c')]))))).toBe(1);
    expect(found).toEqual([['a'], ['a']]);
    expect(notes()).toEqual(['a', 'b', 'c']);
  });

  it('see what was written before them in the same tick only once it is on disk', async () => {
    const [, before] = await Promise.all([group.run(() => add('a')), group.read(texts)]);
    expect(before).toEqual([]);
    expect(await group.read(texts)).toEqual(['a']);
  });

  it('fail alone', async () => {
    const broken = () => raw.prepare('SELECT * FROM nowhere').all();
    const results = await readAll([texts, broken, texts]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('are refused, rather than kept waiting, once the database is closed', async () => {
    raw.close();
    const [result] = await readAll([texts]);
    expect(result?.status).toBe('rejected');
  });
});

describe('a write that fails', () => {
  it('is rolled back alone, while its neighbours commit in the same transaction', async () => {
    const broken = () => {
      add('lost');
      throw new Error('half-way');
    };
    const all = () => runAll([() => add('before'), broken, () => add('after')]);
    expect(
      await commitsOf(async () =>
        expect((await all()).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']),
      ),
    ).toBe(1);
    expect(notes()).toEqual(['before', 'after']);
  });

  it('is told what went wrong', async () => {
    await expect(group.run(() => add('a'))).resolves.toBe(1);
    await expect(group.run(() => add('a'))).rejects.toThrow('UNIQUE constraint failed');
    expect(notes()).toEqual(['a']);
  });

  it('keeps nothing of what it wrote before it broke a rule of the database', async () => {
    const both = () => [add('x'), add('a')];
    const [, broken] = await runAll([() => add('a'), both]);
    expect(broken?.status).toBe('rejected');
    expect(notes()).toEqual(['a']);
  });

  it('leaves its neighbours what they found and returned, although the group is run again', async () => {
    const count = () => raw.prepare('SELECT count(*) FROM notes').pluck().get();
    const broken = () => {
      throw new Error('no');
    };
    const results = await runAll([() => [add('a'), count()], broken, () => [add('b'), count()]]);
    expect(results.map((one) => one.status === 'fulfilled' && one.value)).toEqual([[1, 1], false, [1, 2]]);
    expect(notes()).toEqual(['a', 'b']);
  });
});

describe('a commit that fails', () => {
  it('fails every write of the group, and keeps none', async () => {
    const dangle = () => {
      // Checked only when the whole transaction is committed.
      raw.pragma('defer_foreign_keys = ON');
      raw.prepare('INSERT INTO replies (note) VALUES (999)').run();
    };
    const results = await runAll([() => add('a'), dangle, () => add('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(notes()).toEqual([]);
    expect(raw.inTransaction).toBe(false);
  });

  it('fails every write of the group while another process holds the file, and leaves the next group alone', async () => {
    const other = new Database(folder.file);
    other.exec('BEGIN IMMEDIATE');
    const results = await runAll([() => add('a'), () => add('b')]);
    other.exec('ROLLBACK');
    other.close();
    expect(results.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual([
      'SQLITE_BUSY',
      'SQLITE_BUSY',
    ]);
    expect(await group.run(() => add('c'))).toBe(1);
    expect(notes()).toEqual(['c']);
  });

  it('rejects while the file can grow no more, keeps what was there, and goes on once there is space', async () => {
    await group.run(() => add('a'));
    const limit = raw.pragma('max_page_count', { simple: true }) as number;
    raw.pragma(`max_page_count = ${raw.pragma('page_count', { simple: true }) as number}`);
    await expect(group.run(() => add('x'.repeat(100_000)))).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(raw.inTransaction).toBe(false);
    raw.pragma(`max_page_count = ${limit}`);
    await group.run(() => add('b'));
    expect(notes()).toEqual(['a', 'b']);
  });

  it('rejects, rather than waits, once the database is closed', async () => {
    raw.close();
    await expect(group.run(() => add('a'))).rejects.toThrow('The database is closed.');
  });
});
