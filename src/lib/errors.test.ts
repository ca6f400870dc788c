import { expect, test } from 'vitest';
import { describeError, ParleyError } from './errors.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('keeps what, why, fix and cause of an error for people', () => {
  const cause = new Error('disk');
  const error = new ParleyError({ code: 'no_flows', message: 'There are no flows.', fix: 'Add one.', cause });
  expect(error).toBeInstanceOf(Error);
  expect({ code: error.code, message: error.message, fix: error.fix, cause: error.cause }).toEqual({
    code: 'no_flows',
    message: 'There are no flows.',
    fix: 'Add one.',
    cause,
  });
  expect(describeError(error)).toBe('There are no flows. Add one.');
});

test('has no cause property when none was given', () => {
  expect('cause' in new ParleyError({ code: 'x', message: 'm', fix: 'f' })).toBe(false);
});

test('says an error, its code and its cause in one line', () => {
  const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  expect(describeError(new TypeError('fetch\nfailed', { cause }))).toBe(
    'TypeError: fetch failed (connect refused [ECONNREFUSED])',
  );
});

test('says the first error of a failed connection that has no message of its own', () => {
  const error = new AggregateError([new Error('connect ECONNREFUSED ::1:5432'), new Error('other')]);
  expect(describeError(error)).toContain('connect ECONNREFUSED ::1:5432');
});

test('ends with errors that cause each other', () => {
  const one = new Error('one');
  const two = new Error('two', { cause: one });
  one.cause = two;
  expect(describeError(one)).toBe('one (two (one (two)))');
});

test('never quotes the text that was not JSON', () => {
  const error = thrownBy(() => JSON.parse('my secret words'));
  expect(describeError(error)).toBe('SyntaxError: the text is not valid JSON');
  expect(describeError(thrownBy(() => JSON.parse('{"pin": 4711')))).not.toContain('4711');
});

test('never repeats the parameters of a query', () => {
  const error = new Error('Failed query: insert into messages values (?)\nparams: see you at nine', {
    cause: new Error('disk is full'),
  });
  expect(describeError(error)).toBe('a database query failed (disk is full)');
});

test('leaves user and password out of an address', () => {
  expect(describeError(new Error('cannot reach postgres://ann:pass@db.example:5432/x'))).toBe(
    'cannot reach postgres://db.example:5432/x',
  );
});

test.each([
  ['plain words', 'plain words'],
  [undefined, 'a thrown undefined'],
  [null, 'a thrown null'],
  [{ body: 'hello' }, 'a thrown object'],
  [new Error(''), 'an error without a message'],
])('describes whatever was thrown: %j', (thrown, line) => {
  expect(describeError(thrown)).toBe(line);
});

test('cuts a long message', () => {
  expect(describeError(new Error('x'.repeat(5_000)))).toHaveLength(300);
});
