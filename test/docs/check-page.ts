import { api as apiText, flow, flowWith, URL_KEY } from '../support/flow-kit.ts';

/** What the reference says of one code of the check. */
export interface CheckPage {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What it means, and why it is told. */
  readonly why: string;
  readonly fix: string;
  readonly example: Example;
}

/** Files of a flows folder that trigger it, and what of them is shown. */
export interface Example {
  readonly files: Readonly<Record<string, string>>;
  readonly shown: string;
}

const DEFAULT = '"trigger": { "default": true }';
const BYE = '{ "id": "bye", "type": "message", "text": "Bye." }';

/** These steps in a flow that takes every message. */
export function steps(...lines: string[]): Example {
  return { files: { 'main.json': flow(...lines) }, shown: `"steps": [\n${indented(lines.join(',\n'))}\n]` };
}

/** Keys of a flow beside its steps. */
export function head(keys: string, ...lines: string[]): Example {
  return { files: { 'main.json': flowWith(keys, ...(lines.length > 0 ? lines : [BYE])) }, shown: [keys, ...lines].join(',\n') };
}

/** Keys of an API that a flow calls. */
export function api(...keys: string[]): Example {
  const url = keys.some((key) => key.startsWith('"url"')) ? [] : [URL_KEY];
  const call = '{ "id": "call", "type": "api", "api": "crm", "on_error": "end" }';
  return { files: { 'main.json': flow(call), 'apis/crm.json': apiText(...url, ...keys) }, shown: keys.join(',\n') };
}

/** Steps that call the API `crm`, and its keys. */
export function calling(lines: readonly string[], ...keys: string[]): Example {
  const shown = `"steps": [\n${indented(lines.join(',\n'))}\n]`;
  const files = { 'main.json': flow(...lines), 'apis/crm.json': apiText(URL_KEY, ...keys) };
  return { files, shown: keys.length > 0 ? `${shown}\n\napis/crm.json: ${keys.join(', ')}` : shown };
}

/** Whole files, each shown below its name. */
export function files(all: Readonly<Record<string, string>>): Example {
  return {
    files: all,
    shown: Object.entries(all)
      .map(([name, text]) => `${name}:\n${indented(text.trim())}`)
      .join('\n'),
  };
}

/** A flow in one line, as `files` shows it. */
export function oneLine(keys = DEFAULT): string {
  return `{ ${keys}, "steps": [${BYE}] }`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
