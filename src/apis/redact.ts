import type { ResponseView } from '../engine/scope.ts';
import type { Value } from '../engine/value.ts';
import { maskDeep, maskValues, writtenForms } from '../lib/mask.ts';

/** Secrets shorter than this are not looked for: they would match everywhere. */
const SHORTEST = 3;

/** Replaces secrets wherever they come back, also in their JSON-escaped and percent-encoded forms. */
export class Redactor {
  readonly #secrets: readonly string[];
  readonly #needles: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets.filter((secret) => secret.length >= SHORTEST);
    this.#needles = [...new Set(this.#secrets.flatMap(writtenForms))];
  }

  /** A redactor that knows some more secrets; itself when it finds each of them already. */
  with(secrets: readonly string[]): Redactor {
    const unknown = secrets.filter((secret) => secret.length >= SHORTEST && !this.finds(secret));
    return unknown.length === 0 ? this : new Redactor([...this.#secrets, ...unknown]);
  }

  /** True when a text contains a secret. */
  finds(text: string): boolean {
    return this.#needles.some((needle) => text.includes(needle));
  }

  /** The text with `•••` in the place of every secret. */
  text(text: string): string {
    return this.finds(text) ? maskValues(text, this.#needles) : text;
  }

  /** The same over any JSON value: texts, names of members, and numbers whose digits hold a secret. */
  value(value: Value): Value {
    return maskDeep(value, this.#needles) as Value;
  }

  /** The same over the headers and the body of an answer. */
  response(response: ResponseView): ResponseView {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, this.text(value)]));
    return { status: response.status, headers, body: this.value(response.body) };
  }
}
