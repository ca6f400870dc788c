import { checkAttributeNames } from './checks/attribute-names.ts';
import { checkAttributes } from './checks/attributes.ts';
import { checkCalls, checkOnError, checkUnusedApis } from './checks/catalogue.ts';
import { checkFileName } from './checks/file-names.ts';
import { checkHeaders } from './checks/headers.ts';
import { checkKeywords } from './checks/keywords.ts';
import { checkLoops } from './checks/loops.ts';
import type { CheckOptions } from './checks/options.ts';
import { checkReach } from './checks/reach.ts';
import { checkScope, type Zone } from './checks/scope.ts';
import { checkStepRules } from './checks/step-rules.ts';
import { checkIds, checkTargets } from './checks/targets.ts';
import { checkTriggers } from './checks/triggers.ts';
import { checkUnsetSecrets } from './checks/unset-secrets.ts';
import { checkUrl } from './checks/url.ts';
import type { ApiDraft, FlowDraft } from './draft.ts';
import { type FlowOutline, outlineApi, outlineFlow } from './outline.ts';
import type { Finding, Problem } from './problem.ts';
import type { Path } from './raw.ts';

export type { CheckOptions } from './checks/options.ts';

/** What is wrong with a flow by itself and with the APIs it calls, beyond what its schema said; works on half-broken files too. */
export function checkFlow(draft: FlowDraft, apis: readonly ApiDraft[], _options: CheckOptions): Finding[] {
  const flow = outlineFlow(draft);
  if (!flow) return checkFileName(draft.id);
  const catalogue = new Map(apis.map((api) => [api.id, outlineApi(api)]));
  return [
    ...checkFileName(draft.id),
    ...checkIds(flow),
    ...checkTargets(flow),
    ...checkCalls(flow, [...catalogue.keys()]),
    ...checkOnError(flow),
    ...checkStepRules(flow),
    ...checkLoops(flow),
    ...checkReach(flow),
    ...checkKeywords(flow),
    ...checkScope(flow.reads, () => NOTHING_MORE),
    ...flow.steps.flatMap((step) => checkScope(step.reads, (path) => zoneOfStep(flow, path))),
    ...checkAttributeNames(draft.document.value),
    ...checkAttributes(flow, catalogue),
  ];
}

const NOTHING_MORE: Zone = { response: false, secrets: false };

function zoneOfStep(flow: FlowOutline, [, index, key]: Path): Zone {
  const definition = flow.steps[Number(index)]?.definition;
  return { response: key === 'outcomes' && definition?.calls !== undefined, secrets: false };
}

/** What is wrong with an API by itself, beyond what its schema said; works on half-broken files too. */
export function checkApi(draft: ApiDraft, options: CheckOptions): Finding[] {
  const api = outlineApi(draft);
  if (!api) return checkFileName(draft.id);
  return [
    ...checkFileName(draft.id),
    ...(api.url === undefined ? [] : checkUrl(api.url, options.allowHosts)),
    ...checkHeaders(api.headers),
    ...checkScope(api.reads, zoneOfApi),
    ...checkAttributeNames(draft.document.value),
    ...checkUnsetSecrets(
      api.reads.filter((read) => zoneOfApi(read.path).secrets),
      options.secrets,
    ),
  ];
}

const READS_RESPONSE = ['success', 'save'];
const READS_SECRETS = ['headers', 'query', 'body', 'auth'];

function zoneOfApi([key]: Path): Zone {
  return { response: READS_RESPONSE.includes(String(key)), secrets: READS_SECRETS.includes(String(key)) };
}

/** What is wrong between the files of a folder. A problem of the folder as a whole has the file ".". */
export function checkTogether(flows: readonly FlowDraft[], apis: readonly ApiDraft[], _options: CheckOptions): Problem[] {
  if (flows.length === 0) return [NO_FLOWS];
  const outlines = flows.map(outlineFlow);
  const read = outlines.filter((outline) => outline !== null);
  const complete = read.length === outlines.length;
  const catalogue = apis.map(outlineApi).filter((outline) => outline !== null);
  return [...checkTriggers(read, complete), ...(complete ? checkUnusedApis(read, catalogue) : [])];
}

const NO_FLOWS: Problem = {
  code: 'no-flows',
  severity: 'error',
  file: '.',
  line: 1,
  column: 1,
  message: 'There is no flow in this folder, so no message would ever get an answer.',
  fix: 'Put a flow into it, such as phone-verification.json, with "trigger": { "default": true }.',
};
