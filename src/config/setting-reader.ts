import { type Environment, type SettingName, settings } from './env.ts';
import type { Problem } from './problem.ts';

/** Reads settings by name and gathers every problem on the way. The process environment wins over `.env`; empty counts as unset. */
export class SettingReader {
  readonly problems: Problem[] = [];
  readonly #env: Environment;
  readonly #dotenv: Environment;

  constructor(env: Environment, dotenv: Environment) {
    this.#env = env;
    this.#dotenv = dotenv;
  }

  /** The value as given, without blanks at its ends, or null when unset. */
  given(name: string): string | null {
    return filled(this.#env[name]) ?? filled(this.#dotenv[name]);
  }

  /** The value as given, else the default, else null. */
  text(name: SettingName): string | null {
    return this.given(name) ?? settings.get(name)?.fallback ?? null;
  }

  /** What `parse` makes of the value; `instead` when it is unset, or when `parse` gives null, which is a problem: "is not `wanted`". */
  read<Value, Instead>(
    name: SettingName,
    parse: (text: string) => Value | null,
    wanted: string,
    instead: Instead,
  ): Value | Instead {
    const text = this.text(name);
    if (text === null) return instead;
    const value = parse(text);
    if (value !== null) return value;
    this.refuse(name, `is not ${wanted}.`);
    return instead;
  }

  /** Adds a problem with a value that is set; `why` follows the name and where it was set. */
  refuse(name: SettingName, why: string, fix?: string): void {
    const where = filled(this.#env[name]) === null ? '.env' : 'the environment';
    const example = settings.get(name)?.example;
    const likeThis = example === undefined ? `Correct ${name}.` : `Write it like this: ${name}=${example}`;
    this.problems.push({ name, message: `${name} in ${where} ${why}`, fix: fix ?? likeThis });
  }

  /** Adds a problem with a setting that is missing. */
  require(name: SettingName, message: string, fix: string): void {
    this.problems.push({ name, message, fix });
  }

  /** Every name that is set in either place. */
  names(): string[] {
    const all = new Set([...Object.keys(this.#dotenv), ...Object.keys(this.#env)]);
    return [...all].filter((name) => this.given(name) !== null);
  }
}

function filled(value: string | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}
