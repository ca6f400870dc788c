import { closest } from '../lib/suggest.ts';

/** What people write, from other tools or from memory, for a key of ours; too far off for a count of letters. */
const HABITS: ReadonlyMap<string, readonly string[]> = new Map([
  ['answers', ['choices']],
  ['ask', ['prompt']],
  ['and', ['all']],
  ['condition', ['if', 'success']],
  ['content', ['text', 'body']],
  ['data', ['body']],
  ['default', ['else', 'on_error']],
  ['duration', ['for']],
  ['endpoint', ['url', 'api']],
  ['eq', ['is']],
  ['equals', ['is']],
  ['error', ['on_error']],
  ['failure', ['on_error']],
  ['field', ['attribute']],
  ['goto', ['next']],
  ['key', ['attribute']],
  ['kind', ['type']],
  ['label', ['name']],
  ['max', ['max_length', 'max_tries']],
  ['message', ['text', 'prompt']],
  ['name', ['id', 'api', 'save']],
  ['neq', ['is_not']],
  ['not_equals', ['is_not']],
  ['on_failure', ['on_error']],
  ['on_fail', ['on_error']],
  ['options', ['choices']],
  ['or', ['any']],
  ['otherwise', ['else']],
  ['params', ['query']],
  ['question', ['prompt']],
  ['regex', ['pattern', 'matches']],
  ['reprompt', ['retry']],
  ['result', ['outcome']],
  ['retries', ['max_tries', 'retry']],
  ['say', ['text', 'prompt']],
  ['seconds', ['for']],
  ['store', ['save']],
  ['target', ['next']],
  ['then', ['next']],
  ['time', ['for', 'after']],
  ['to', ['next']],
  ['tries', ['max_tries', 'attempts']],
  ['triggers', ['trigger']],
  ['text', ['prompt']],
  ['txt', ['text', 'prompt']],
  ['values', ['attributes', 'in']],
  ['var', ['attribute', 'save']],
  ['variable', ['attribute', 'save']],
  ['variables', ['attributes']],
  ['wait', ['for']],
  ['when', ['if']],
  ['words', ['keywords']],
]);

/** The key that was probably meant, of those that are known at a place; undefined when none is near. */
export function suggestKey(word: string, known: readonly string[]): string | undefined {
  const snake = word
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toLowerCase();
  const habit = HABITS.get(snake)?.find((key) => known.includes(key));
  return habit ?? closest(snake, known);
}
