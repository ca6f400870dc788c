import type { Value } from '../../engine/value.ts';
import { field, isObject, itemsOf, keysOf } from '../raw.ts';
import type { SourceFile } from '../source.ts';
import { type Definition, filled, readDefinition, type Refusal } from './definition.ts';
import { layJson } from './layout.ts';
import { breakLoops } from './loop-breaks.ts';
import { type ImportReport, reportOf, type Unset } from './report.ts';
import { findStart, type Start } from './start.ts';
import { orderFrom } from './state-order.ts';
import { States } from './states.ts';
import { triggerFor } from './trigger.ts';
import type { Converted, Json, StepJson } from './widget.ts';

/** One file of the result; `path` is below the folder of flows. */
export interface ImportedFile {
  readonly path: string;
  readonly text: string;
  /** It only stands where another file belongs, so it never takes the place of one that is there. */
  readonly standsIn?: true;
}

export type ImportResult =
  | { readonly ok: true; readonly files: readonly ImportedFile[]; readonly report: ImportReport }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Turns the text of a flow that Twilio Studio exported into files of ours.
 * `others` are the files that are in the folder already, of which none has the id `id`.
 */
export function importStudio(
  text: string,
  { id, others }: { readonly id: string; readonly others: readonly SourceFile[] },
): ImportResult {
  const read = readDefinition(text);
  if ('refusal' in read) return { ok: false, refusal: read.refusal };
  const { definition } = read;
  const found = findStart(definition);
  if ('refusal' in found) return { ok: false, refusal: found.refusal };
  return { ok: true, ...write(id, definition, found.start, others) };
}

function write(
  id: string,
  definition: Definition,
  start: Start,
  others: readonly SourceFile[],
): { readonly files: readonly ImportedFile[]; readonly report: ImportReport } {
  const states = new States(id, definition);
  const converted = convertAll(start, states);
  const trigger = triggerFor(id, start, others);
  const written = [...firstMessageStep(start, states), ...[...converted.values()].flatMap((one) => one.steps)];
  const { steps, paused } = breakLoops(trigger.head, written, states.stepNames);
  const apis = [...converted].flatMap(([state, { api }]) =>
    api ? [{ id: api.id, json: withSaves(api.json, state, states) }] : [],
  );
  const unset = unsetOf(steps, apis, states);
  const flow = {
    $schema: '../schemas/flow.v1.json',
    name: filled(definition.description) ? definition.description : id,
    ...trigger.head,
    ...(unset.length === 0 ? {} : { attributes: Object.fromEntries(unset.map(({ attribute }) => [attribute, {}])) }),
    steps,
  };
  const files = [
    fileOf(`${id}.json`, flow),
    ...apis.map((api) => fileOf(`apis/${api.id}.json`, { $schema: '../../schemas/api.v1.json', ...api.json })),
    ...[...converted.values()].flatMap(({ subflow }) => (subflow ? [standIn(subflow)] : [])),
  ];
  const report = reportOf({ id, definition, start, states, converted, paused, unset, startNote: trigger.note });
  return { files, report };
}

/** Every state that can be reached, in the order in which its steps are written. */
function convertAll(start: Start, states: States): ReadonlyMap<string, Converted> {
  const byStep = new Map<string, { readonly state: string; readonly converted: Converted }>();
  const ways = new Map<string, readonly string[]>();
  const open = [start.state];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const state = states.get(name);
    const step = states.stepOf(name);
    if (!state || byStep.has(step)) continue;
    const converted = states.convert(state);
    byStep.set(step, { state: name, converted });
    const targets = new Set(converted.steps.flatMap(targetsOf));
    ways.set(step, [...targets]);
    open.push(...state.transitions.flatMap(({ next }) => (filled(next) && targets.has(states.stepOf(next)) ? [next] : [])));
  }
  const order = orderFrom(states.stepOf(start.state), ways);
  return new Map(order.flatMap((step) => byStep.get(step) ?? []).map(({ state, converted }) => [state, converted]));
}

/** The keys of a step that name other steps, `next` first: it is written right behind. */
function targetsOf(step: StepJson): readonly string[] {
  const outcomes = isObject(step['outcomes']) ? Object.values(step['outcomes']) : [];
  const cases = itemsOf(step['cases']).map((one) => field(one, 'next'));
  const all = [step['next'], ...cases, step['else'], ...outcomes, step['on_error'], field(step['no_reply'], 'next')];
  return all.filter((one) => typeof one === 'string');
}

/** Later messages take the place of the one that began the conversation, so what reads it later needs it kept. */
function firstMessageStep(start: Start, states: States): readonly StepJson[] {
  if (!states.variables.readsFirstMessage || !start.byMessage) return [];
  const id = states.stepNames.name('more first', 'keep_first_message');
  const attributes = { [states.variables.firstMessage()]: '{{ message.text }}' };
  return [{ id, type: 'set', attributes, next: states.stepOf(start.state) }];
}

function withSaves(json: Json, state: string, { variables }: States): Json {
  const saves = variables.saves.get(state);
  return saves ? { ...json, save: Object.fromEntries(saves) } : json;
}

/** The attributes that are read and that nothing sets. */
function unsetOf(steps: readonly StepJson[], apis: readonly { readonly json: Json }[], { variables }: States): readonly Unset[] {
  const saved = [
    ...steps.flatMap((step) => [step['save'], ...keysOf(step['attributes'])]),
    ...apis.flatMap(({ json }) => keysOf(json['save'])),
  ];
  return [...variables.read].filter(([name]) => !saved.includes(name)).map(([attribute, was]) => ({ attribute, was }));
}

function standIn({ id, name }: { readonly id: string; readonly name: string }): ImportedFile {
  const empty = { $schema: '../schemas/flow.v1.json', name, steps: [{ id: 'not_imported', type: 'end' }] };
  return { ...fileOf(`${id}.json`, empty), standsIn: true };
}

function fileOf(path: string, json: Value): ImportedFile {
  return { path, text: layJson(json) };
}
