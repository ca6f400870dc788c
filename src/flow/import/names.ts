import { SCOPE_NAMES } from '../../engine/scope.ts';

/** Words that mean something else in templates. */
const LIQUID_WORDS = 'nil null true false empty blank and or not contains size first last forloop'.split(' ');
const RESERVED: readonly string[] = [...SCOPE_NAMES, ...LIQUID_WORDS];

/** Gives each thing a name in lower_snake that no other thing has, and gives the same thing the same name again. */
export class Names {
  readonly #byThing = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #otherwise: string;

  constructor(otherwise: string, taken: readonly string[] = []) {
    this.#otherwise = otherwise;
    this.#taken = new Set(taken);
  }

  static ofAttributes(): Names {
    return new Names('value', RESERVED);
  }

  static ofSteps(): Names {
    return new Names('step', ['end']);
  }

  /** `thing` tells things apart, `wish` is what it would like to be called. */
  name(thing: string, wish: string): string {
    const known = this.#byThing.get(thing);
    if (known !== undefined) return known;
    const plain = snake(wish, this.#otherwise);
    let name = plain;
    for (let count = 2; this.#taken.has(name); count++) name = `${plain}_${count}`;
    this.#taken.add(name);
    this.#byThing.set(thing, name);
    return name;
  }
}

function snake(wish: string, otherwise: string): string {
  const words = wordsOf(wish).join('_');
  if (words === '') return otherwise;
  return /^[a-z]/.test(words) ? words : `${otherwise}_${words}`;
}

/** A name in lower-kebab, for files. */
export function kebab(wish: string, otherwise: string): string {
  return wordsOf(wish).join('-') || otherwise;
}

function wordsOf(wish: string): string[] {
  return wish
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
