import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import type { Reached } from './catalogue.ts';

/** A word that says that a value is the code itself; not `country_code` and its like. */
const CODE_WORD = /(?:^|_)(?:otp|pin|passcode|code)$/;
const ORDINARY_CODE =
  /(?:country|area|zip|postal|post|status|error|reason|result|language|currency|region|response|promo|product|qr)_code$/;

/** Warns when an API's answer puts a code into an attribute that everybody may read. */
export function checkCodesInClear(flow: FlowOutline, reached: readonly Reached[]): Finding[] {
  const secret = new Set([
    ...[...flow.declared].flatMap(([name, one]) => (one.secret ? [name] : [])),
    ...flow.steps.flatMap((step) => step.saves.flatMap((save) => (save.secret ? [save.name] : []))),
  ]);
  const compared = comparedWithSecrets(flow, secret);
  return reached.flatMap(({ call, api }) =>
    api.saves
      .filter(({ name }) => !secret.has(name))
      .filter(({ name, from }) => looksLikeCode(name) || looksLikeCode(lastWordOf(from)) || compared.has(name))
      .map(({ name }) => ({
        code: 'provider-code-in-clear',
        severity: 'warning' as const,
        path: call.path,
        message: `The API "${api.id}" saves what looks like a code as "${name}", which is shown in the console and kept in the clear.`,
        fix: `Declare it in this flow: "attributes": { "${name}": { "secret": true } }.`,
      })),
  );
}

/** Where the two sides of a comparison stand. */
const SIDES = new Set(['attribute', 'value', 'is', 'is_not', 'contains', 'starts_with']);

/** What a comparison has on one side, with something secret on the other: what a person typed as the code, most likely. */
function comparedWithSecrets(flow: FlowOutline, secret: ReadonlySet<string>): ReadonlySet<string> {
  const byPlace = new Map<string, string[]>();
  for (const {
    path,
    name: [head = ''],
  } of flow.steps.flatMap((step) => step.reads)) {
    if (!SIDES.has(String(path.at(-1)))) continue;
    const place = JSON.stringify(path.slice(0, -1));
    byPlace.set(place, [...(byPlace.get(place) ?? []), head]);
  }
  return new Set([...byPlace.values()].filter((names) => names.some((name) => secret.has(name))).flat());
}

function lastWordOf(template: string): string {
  return /([\w-]+)\s*(?:\|[^}]*)?\}\}\s*$/.exec(template)?.[1] ?? '';
}

function looksLikeCode(name: string): boolean {
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return CODE_WORD.test(snake) && !ORDINARY_CODE.test(snake);
}
