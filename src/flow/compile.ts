import type { Api, RetryOn } from '../engine/api.ts';
import type { AttributeDeclaration, Flow, Step, Trigger } from '../engine/flow.ts';
import type { SavedAttribute, StepContext, StepDefinition, StepEvent } from '../engine/step.ts';
import { foldKeyword } from '../lib/keyword.ts';
import type { ApiJson } from './api-schema.ts';
import type { FlowHead } from './flow-schema.ts';
import { templatesIn } from './templates-in.ts';

/** One step as its schema gave it: `id`, `type` and the step's own keys, compiled. */
export interface ParsedStep {
  readonly definition: StepDefinition;
  readonly config: Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };
}

/** A compiled flow that another one runs, with the steps it was compiled from. */
interface Subflow {
  readonly flow: Flow;
  readonly steps: readonly ParsedStep[];
}

/** Binds a checked flow together. `version` is the hash of its content; `subflows` are all that it runs, theirs included. */
export function compileFlow(
  id: string,
  version: string,
  head: Omit<FlowHead, 'steps'>,
  parsed: readonly ParsedStep[],
  subflows: readonly Subflow[] = [],
): Flow {
  const byId = new Map(subflows.map(({ flow }) => [flow.id, flow]));
  const steps = parsed.map((one, index) => compileStep(one, parsed[index + 1]?.config.id ?? 'end', byId));
  const own = compileAttributes(head.attributes ?? {}, parsed.flatMap(savesOf));
  const attributes = new Map([...subflows.flatMap(({ flow }) => [...flow.attributes]), ...own]);
  return {
    id,
    name: head.name ?? id,
    version,
    trigger: compileTrigger(head.trigger),
    commands: (head.commands ?? []).map(({ keywords, at, next }) => ({
      keywords: keywords.map(foldKeyword),
      at: at ? new Set(at) : null,
      next,
    })),
    attributes,
    secrets: secretNames(subflows.map(({ flow }) => flow.attributes).concat(own), [
      ...parsed,
      ...subflows.flatMap((one) => one.steps),
    ]),
    noReply: head.no_reply ?? null,
    onError: head.on_error?.text ?? null,
    wording: head.wording ?? {},
    first: steps[0]?.id ?? 'end',
    steps: new Map(steps.map((step) => [step.id, step])),
    readsMessage: subflows.some(({ flow }) => flow.readsMessage) || [...parsed.map((one) => one.config), head].some(readsMessage),
  };
}

function readsMessage(part: unknown): boolean {
  return templatesIn(part).some((found) => found.reads.some(([name]) => name === 'message'));
}

/** Attributes declared or captured as secret, and those that a step sets from one of them. */
function secretNames(declared: readonly Flow['attributes'][], parsed: readonly ParsedStep[]): ReadonlySet<string> {
  const names = new Set(declared.flatMap((one) => [...one]).flatMap(([name, one]) => (one.secret ? [name] : [])));
  for (const save of parsed.flatMap(savesOf)) if (save.secret) names.add(save.name);
  const copies = parsed.flatMap(copiesOf);
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    const typesSecrets = parsed.some(({ definition, config }) => (definition.hides?.(config, names) ?? 'open') !== 'open');
    const isSecret = ([head = '']: readonly string[]) => names.has(head) || (typesSecrets && head === 'message');
    for (const { name, reads } of copies) if (reads.some(isSecret)) names.add(name);
  }
  return names;
}

/** What a step sets from templates: each name with what its template reads. */
function copiesOf({ definition, config }: ParsedStep): { name: string; reads: readonly (readonly string[])[] }[] {
  const values = config['attributes'];
  if (values === null || typeof values !== 'object') return [];
  const set = new Set((definition.saves?.(config) ?? []).map((save) => save.name));
  return Object.entries(values)
    .filter(([name]) => set.has(name))
    .map(([name, value]) => ({ name, reads: templatesIn(value).flatMap((found) => found.reads) }));
}

function savesOf({ definition, config }: ParsedStep): readonly SavedAttribute[] {
  return definition.saves?.(config) ?? [];
}

function compileStep({ definition, config }: ParsedStep, following: string, subflows: ReadonlyMap<string, Flow>): Step {
  const runs = definition.runs?.(config);
  return {
    id: config.id,
    type: config.type,
    config,
    next: typeof config['next'] === 'string' ? config['next'] : following,
    exits: definition.exits(config),
    mindsSilence: definition.mindsSilence ?? false,
    hides: (reading, secrets) => definition.hides?.(config, secrets, reading) ?? 'open',
    noReply: definition.noReply?.(config),
    subflow: runs === undefined ? undefined : subflows.get(runs),
    run: (event: StepEvent, context: StepContext) => definition.step(config, event, context),
  };
}

function compileTrigger(json: FlowHead['trigger']): Trigger {
  return {
    keywords: (json?.keywords ?? []).map(foldKeyword),
    default: json?.default ?? false,
    interrupts: json?.interrupts ?? false,
    channels: json?.channels ?? ['sms', 'whatsapp'],
    to: (json?.to ?? []).map((number) => number.replace(/^whatsapp:/, '')),
  };
}

/** What the flow declares, and what its steps keep for later conversations by themselves. */
function compileAttributes(
  json: NonNullable<FlowHead['attributes']>,
  saves: readonly SavedAttribute[],
): ReadonlyMap<string, AttributeDeclaration> {
  const lasting = saves
    .filter((save) => save.lasting)
    .map(({ name, secret }) => [name, { secret, lifetime: 'contact', default: undefined }] as const);
  const declared = Object.entries(json).map(
    ([name, one]) =>
      [name, { secret: one.secret ?? false, lifetime: one.lifetime ?? 'conversation', default: one.default }] as const,
  );
  return new Map<string, AttributeDeclaration>([...lasting, ...declared]);
}

const DEFAULT_TIMEOUT = 10_000;
const NO_RETRY = { attempts: 1, on: [] as RetryOn[] };
const RETRY_OF_GET = { attempts: 2, on: ['network', 'timeout', 'interrupted', 429, '5xx'] as RetryOn[] };

/** Fills in what an API's file leaves out. `bodyIsRead`: some step's outcomes read into `response.body`. */
export function compileApi(id: string, json: ApiJson, bodyIsRead: boolean): Api {
  const save = json.save ?? {};
  const readers = [json.success, ...Object.values(save)];
  return {
    id,
    name: json.name ?? id,
    method: json.method,
    url: json.url,
    query: json.query ?? {},
    headers: json.headers ?? {},
    body: json.body,
    encoding: json.encoding ?? 'json',
    auth: json.auth,
    timeout: json.timeout ?? DEFAULT_TIMEOUT,
    retry: json.retry ?? (json.method === 'GET' ? RETRY_OF_GET : NO_RETRY),
    success: json.success,
    save,
    readsBody: bodyIsRead || readers.some((one) => one?.reads.some(readsIntoBody)),
    readsMessage: readsMessage([json.url, json.query, json.headers, json.body, json.auth, json.save, json.success]),
    sample: json.sample ?? {},
  };
}

/** A part of the body, which only JSON has. The body as a whole may be a text. */
export function readsIntoBody([head, next, ...parts]: readonly string[]): boolean {
  return head === 'response' && next === 'body' && parts.length > 0;
}
