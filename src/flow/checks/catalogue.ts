import { closest } from '../../lib/suggest.ts';
import type { ApiOutline, FlowOutline } from '../outline.ts';
import type { Finding, Problem } from '../problem.ts';
import { field, isObject, itemsOf, type Path } from '../raw.ts';
import type { StepOutline } from '../step-outline.ts';
import { meantOr } from './advice.ts';

/** One call of an API by a step, and where the step names it. */
export interface Call {
  readonly api: string;
  readonly step: StepOutline;
  readonly path: Path;
}

/** A call together with the API it reaches. */
export interface Reached {
  readonly call: Call;
  readonly api: ApiOutline;
}

export function callsOf(flow: FlowOutline): readonly Call[] {
  return flow.steps.flatMap((step) =>
    step.calls.map((api) => ({ api, step, path: ['steps', step.index, ...(wayTo(api, step.raw) ?? [])] })),
  );
}

const NO_API = new Set(['id', 'type', 'next']);

/** Where a step's JSON says `text`; a definition tells which APIs it calls, but not where. */
function wayTo(text: string, raw: unknown): Path | null {
  if (raw === text) return [];
  const entries: (readonly [string | number, unknown])[] = isObject(raw)
    ? Object.entries(raw).filter(([key]) => !NO_API.has(key))
    : itemsOf(raw).map((item, index) => [index, item]);
  for (const [key, item] of entries) {
    const rest = wayTo(text, item);
    if (rest) return [key, ...rest];
  }
  return null;
}

/** Every API that a step calls is in the catalogue. */
export function checkCalls(flow: FlowOutline, known: readonly string[]): Finding[] {
  return callsOf(flow)
    .filter(({ api }) => !known.includes(api))
    .map(({ api, path }) => ({
      code: 'unknown-api',
      path,
      message: `There is no API "${api}" in the catalogue.`,
      fix: meantOr(
        api,
        known,
        `Write apis/${api}.json, or name an API that exists${known.length > 0 ? `: ${known.join(', ')}` : ''}.`,
      ),
    }));
}

/** Warns of calls whose failure would end the conversation. */
export function checkOnError(flow: FlowOutline): Finding[] {
  return flow.steps
    .filter(({ definition, raw }) => definition && 'on_error' in definition.config && field(raw, 'on_error') === undefined)
    .map((step) => ({
      code: 'api-without-on-error',
      severity: 'warning',
      path: ['steps', step.index, 'id'],
      message: `When the call of "${step.id ?? ''}" fails, the whole conversation ends with an error.`,
      fix: 'Add "on_error": the id of a step that tells the person and goes on.',
    }));
}

/** Warns of APIs that no flow calls. A misspelt call counts for the API that was probably meant. */
export function checkUnusedApis(flows: readonly FlowOutline[], apis: readonly ApiOutline[]): Problem[] {
  const ids = apis.map((api) => api.id);
  const used = new Set(flows.flatMap(callsOf).map(({ api }) => (ids.includes(api) ? api : closest(api, ids))));
  return apis
    .filter((api) => !used.has(api.id))
    .map((api) =>
      api.document.locate({
        code: 'unused-api',
        severity: 'warning',
        path: [],
        message: `No flow calls the API "${api.id}".`,
        fix: 'Call it from a step, or remove the file.',
      }),
    );
}
