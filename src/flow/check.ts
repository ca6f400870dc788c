import { checkAskedForEver } from './checks/asked-for-ever.ts';
import { checkAttributeNames } from './checks/attribute-names.ts';
import { checkAttributes } from './checks/attributes.ts';
import { checkCalls, checkOnError, checkUnusedApis } from './checks/catalogue.ts';
import { checkFileName } from './checks/file-names.ts';
import { checkHeaders } from './checks/headers.ts';
import { checkKeywords } from './checks/keywords.ts';
import { checkLongTurns } from './checks/long-turns.ts';
import { checkLoops } from './checks/loops.ts';
import type { CheckOptions } from './checks/options.ts';
import { checkReach } from './checks/reach.ts';
import { checkRuns } from './checks/runs.ts';
import { checkScope, type Zone } from './checks/scope.ts';
import { checkStepRules } from './checks/step-rules.ts';
import { checkSubflows } from './checks/subflows.ts';
import { checkIds, checkTargets } from './checks/targets.ts';
import { checkTexts } from './checks/texts.ts';
import { checkTriggers } from './checks/triggers.ts';
import { checkUnreadCodes } from './checks/unread-codes.ts';
import { checkUnsetSecrets } from './checks/unset-secrets.ts';
import { checkUnsetSettings } from './checks/unset-settings.ts';
import { checkUrl } from './checks/url.ts';
import type { ApiDraft, FlowDraft } from './draft.ts';
import { familyOf } from './family.ts';
import { type FlowOutline, outlineApi, outlineFlow } from './outline.ts';
import type { Finding, Problem } from './problem.ts';
import type { Path } from './raw.ts';

export type { CheckOptions } from './checks/options.ts';

/** What is wrong with a flow by itself, with those it runs and with the APIs it calls, beyond what its schema said; works on half-broken files too. */
export function checkFlow(
  draft: FlowDraft,
  flows: readonly FlowDraft[],
  apis: readonly ApiDraft[],
  options: CheckOptions,
): Finding[] {
  const flow = outlineFlow(draft);
  if (!flow) return checkFileName(draft.id);
  const catalogue = new Map(apis.map((api) => [api.id, outlineApi(api)]));
  const others = flows.map(outlineFlow).filter((outline) => outline !== null);
  const family = familyOf(flow, others, catalogue);
  return [
    ...checkFileName(draft.id),
    ...checkIds(flow),
    ...checkTargets(flow),
    ...checkCalls(flow, [...catalogue.keys()]),
    ...checkOnError(flow),
    ...checkStepRules(flow),
    ...checkUnsetSettings(flow, options.settings),
    ...checkLoops(flow, (step) => family.waitsInside(step)),
    ...checkLongTurns(flow),
    ...checkAskedForEver(flow),
    ...checkReach(flow),
    ...checkKeywords(flow),
    ...checkScope(flow.reads, () => NOTHING_MORE),
    ...flow.steps.flatMap((step) => checkScope(step.reads, (path) => zoneOfStep(flow, path))),
    ...checkAttributeNames(draft.document.value),
    ...checkAttributes(flow, catalogue, family),
    ...checkUnreadCodes(flow, catalogue),
    ...checkRuns([...flow.templates, ...flow.steps.flatMap((step) => step.templates)], flow.document.value),
    ...checkTexts(
      flow,
      [...catalogue.values()].filter((api) => api !== null),
    ),
  ];
}

const NOTHING_MORE: Zone = { response: false, secrets: false };

function zoneOfStep(flow: FlowOutline, [, index, key]: Path): Zone {
  const definition = flow.steps[Number(index)]?.definition;
  return { response: (key === 'outcomes' || key === 'provider') && definition?.calls !== undefined, secrets: false };
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
    ...checkRuns(api.templates, api.document.value),
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
  const ids = flows.map((draft) => draft.id);
  return [...checkSubflows(read, ids), ...checkTriggers(read, complete), ...(complete ? checkUnusedApis(read, catalogue) : [])];
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
