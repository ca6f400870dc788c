import { draftsOfKept } from './bind.ts';
import { type CheckOptions, checkFlow } from './check.ts';
import { type ApiDraft, draftApi } from './draft.ts';
import type { Finding, Problem } from './problem.ts';
import type { SourceFile } from './source.ts';

/** A version of a flow that conversations still use. */
interface Kept {
  readonly flow: string;
  readonly content: string;
}

/** The APIs whose change, or whose going, would break versions still in use, at the files that stood there `before`. */
export function checkApiChanges(
  kept: readonly Kept[],
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  options: CheckOptions,
): Problem[] {
  const old = before.filter((one) => one.kind === 'api');
  const changed = old.filter((one) => after.find(({ file }) => file === one.file)?.text !== one.text);
  const drafts = new Map(old.map((one) => [one.file, draftApi(one)]));
  return changed.flatMap((one) => {
    const next = after.find(({ file }) => file === one.file);
    const others = [...drafts].flatMap(([file, draft]) => (file === one.file ? [] : [draft]));
    const apis = next ? [...others, draftApi(next)] : others;
    return kept.flatMap((version) => {
      const known = new Set(errorsOf(version, [...drafts.values()], options).map(textOf));
      const broken = errorsOf(version, apis, options).find((error) => !known.has(textOf(error)));
      return broken ? [problem(one, version, broken, next === undefined)] : [];
    });
  });
}

/** What the APIs of now lack for the versions in use: a change that was made while no server ran. */
export function checkApisFor(kept: readonly Kept[], sources: readonly SourceFile[], options: CheckOptions): Finding[] {
  const apis = sources.filter((one) => one.kind === 'api').map(draftApi);
  return kept.flatMap((version) => errorsOf(version, apis, options).filter(({ code }) => ABOUT_APIS.includes(code)));
}

const ABOUT_APIS = ['unknown-api', 'unknown-attribute'];

function errorsOf({ flow, content }: Kept, apis: readonly ApiDraft[], options: CheckOptions): Finding[] {
  const drafts = draftsOfKept(flow, content);
  return drafts.flatMap((draft) => checkFlow(draft, drafts, apis, options)).filter(({ severity }) => severity !== 'warning');
}

function textOf({ code, message }: Finding): string {
  return `${code} ${message}`;
}

function problem({ file, id }: SourceFile, { flow }: Kept, { message }: Finding, gone: boolean): Problem {
  return {
    code: 'breaks-running-chats',
    severity: 'error',
    file,
    line: 1,
    column: 1,
    message: `Conversations go on with an earlier version of the flow "${flow}", and ${gone ? `without the API "${id}"` : `with the API "${id}" as it is now`} they would fail: ${message}`,
    fix: 'The API stays as it was. Give the new one another name and call that, and change this one when those conversations are over.',
  };
}
