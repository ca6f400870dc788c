import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from 'yaml';
import type { Problem } from '../flow/problem.ts';
import { didYouMean } from '../lib/suggest.ts';
import type { Value } from '../engine/value.ts';
import type { Spot } from './chat-file.ts';

/** A node of the file; null where nothing stands. */
export type YamlNode = Node | null;

/** A key of a mapping, with its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keyNode: YamlNode;
  readonly value: YamlNode;
}

const JSON_LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** A YAML text that is read piece by piece; every problem is noted with its place. All scalars are text. */
export class YamlSource {
  readonly file: string;
  readonly text: string;
  readonly root: YamlNode;
  readonly problems: Problem[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#document = parseDocument(text, { schema: 'failsafe', lineCounter: this.#lines, prettyErrors: false });
    this.root = this.#document.contents;
    for (const error of this.#document.errors) {
      this.#note(this.#placeAt(error.pos[0]), 'not-yaml', `This is not YAML: ${error.message.split('\n')[0]}.`, HOW_TO_QUOTE);
    }
  }

  placeOf(node: YamlNode): Spot {
    return this.#placeAt(node?.range?.[0] ?? 0);
  }

  problem(node: YamlNode, code: string, message: string, fix: string): void {
    this.#note(this.placeOf(node), code, message, fix);
  }

  /** The entries of a mapping with the keys that are known; others are problems. Empty for any other node, which is one too. */
  mapping(node: YamlNode, what: string, known: readonly string[] | null): readonly YamlEntry[] {
    const real = this.#real(node);
    if (!isMap(real)) {
      this.problem(node, 'wrong-type', `${what} must be a mapping of keys to values.`, 'Write it as "key: value" lines.');
      return [];
    }
    return real.items.flatMap(({ key, value }) => {
      const keyNode = key as YamlNode;
      const name = isScalar(keyNode) ? String(keyNode.value) : '';
      if (known === null || known.includes(name)) return [{ key: name, keyNode, value: value as YamlNode }];
      const help = didYouMean(name, known) || ` It can have: ${known.join(', ')}.`;
      this.problem(keyNode, 'unknown-key', `${what} has no key "${name}".${help}`, 'Correct the key or remove it.');
      return [];
    });
  }

  /** The items of a list; with `orOne` a single value is a list of one. */
  list(node: YamlNode, what: string, orOne = false): readonly YamlNode[] {
    const real = this.#real(node);
    if (isSeq(real)) return real.items as YamlNode[];
    if (orOne && real) return [node];
    this.problem(node, 'wrong-type', `${what} must be a list.`, 'Begin each of its lines with "- ".');
    return [];
  }

  /** The text of a scalar; null, with a problem, for anything else. */
  scalar(node: YamlNode, what: string): string | null {
    const real = this.#real(node);
    if (real === null) return '';
    if (isScalar(real)) return typeof real.value === 'string' ? real.value : '';
    this.problem(
      node,
      'wrong-type',
      `${what} must be one text.`,
      'Write a single value, in quotes where it has ": " or " #" in it.',
    );
    return null;
  }

  isMapping(node: YamlNode): boolean {
    return isMap(this.#real(node));
  }

  isList(node: YamlNode): boolean {
    return isSeq(this.#real(node));
  }

  /** A value as JSON means it: true, false, null and numbers are such unless they are quoted. For the bodies of APIs. */
  json(node: YamlNode): Value {
    const real = this.#real(node);
    if (isSeq(real)) return real.items.map((item) => this.json(item as YamlNode));
    if (isMap(real))
      return Object.fromEntries(this.mapping(real, 'A body', null).map(({ key, value }) => [key, this.json(value)]));
    if (!isScalar(real)) return null;
    const text = typeof real.value === 'string' ? real.value : '';
    if (real.type !== Scalar.PLAIN) return text;
    if (text === '' || text === '~') return null;
    return JSON_LITERAL.test(text) ? (JSON.parse(text) as Value) : text;
  }

  #real(node: YamlNode): Node | null {
    return isAlias(node) ? (node.resolve(this.#document) ?? null) : node;
  }

  #placeAt(offset: number): Spot {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #note({ line, column }: Spot, code: string, message: string, fix: string): void {
    this.problems.push({ code, severity: 'error', file: this.file, line, column, message, fix });
  }
}

const HOW_TO_QUOTE = 'Check the indentation, and put a text with ": " or " #" in it into quotes.';
