import type { ApiOutline, FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';
import type { Path } from '../raw.ts';
import type { Read } from '../reads.ts';
import type { StepOutline } from '../step-outline.ts';
import { isQuestion, silentWays, UNANSWERED } from './asked-for-ever.ts';
import type { Reached } from './catalogue.ts';
import { isFailure, isGuarded, surelySetOn } from './guards.ts';
import { type Edge, edgesByStep, edgesOf, indexById, stepNamed } from './step-graph.ts';

/** A way between steps, with what is set once it was gone. */
interface Way extends Edge {
  readonly sets: ReadonlySet<string>;
}

/** A read of an attribute at a step, and where to point at for it. */
interface Reading {
  readonly name: string;
  readonly path: Path;
  readonly by: string;
  /** Asked late, for most reads are of what is set. */
  isGuarded(): boolean;
}

/**
 * Warns of attributes that a step reads although some way to it passes nothing that sets them. `saved` are those that
 * something in the flow sets. A flow that no message starts may be given any by its caller, so nothing is said there.
 */
export function checkReadBeforeSet(flow: FlowOutline, reached: readonly Reached[], saved: ReadonlySet<string>): Finding[] {
  if (!flow.trigger || !flow.steps.every((step) => step.exitsKnown)) return [];
  const ways = waysOf(flow, reached);
  const leaving = edgesByStep(ways);
  const readings = flow.steps.map((step) => readingsOf(step, flow, reached));
  const names = new Set(readings.flat().map((one) => one.name));
  const early = [...names].filter((name) => saved.has(name) && !mayBegin(name, flow));
  return early.flatMap((name) => {
    const cameFrom = reachedWithout(name, leaving);
    const unset = readings.flatMap((all, index) => {
      const one = cameFrom.has(index) ? all.find((reading) => reading.name === name && !reading.isGuarded()) : undefined;
      return one ? [{ one, index }] : [];
    });
    const [first, ...others] = unset;
    if (!first) return [];
    const route = routeTo(first.index, cameFrom).map((at) => flow.steps[at]?.id ?? '?');
    return [finding(first.one, route, others.length)];
  });
}

/** Its value may come from a default or from an earlier conversation. */
function mayBegin(name: string, flow: FlowOutline): boolean {
  return (
    flow.declared.get(name)?.begins === true ||
    flow.steps.some((step) => step.saves.some((save) => save.name === name && save.lasting === true))
  );
}

/** `others`: how many more steps read it so. They are told once this one is mended, if it was not for the same reason. */
function finding({ name, path, by }: Reading, route: readonly string[], others: number): Finding {
  const way = route.length > 6 ? [...route.slice(0, 2), '…', ...route.slice(-3)] : route;
  return {
    code: 'read-before-set',
    severity: 'warning',
    path,
    message: `${by} reads "${name}", which is not set yet on the way ${way.join(' → ')}, and is empty then.${others === 0 ? '' : ` So ${others === 1 ? 'does' : 'do'} ${others} more ${others === 1 ? 'step' : 'steps'}.`}`,
    fix: `Set it before, ask with {% if ${name} %} or "exists" whether it is there, or declare what it begins with: "attributes": { "${name}": { "default": … } }.`,
  };
}

function waysOf(flow: FlowOutline, reached: readonly Reached[]): readonly Way[] {
  const savedByCalls = flow.steps.map((step) => callsAt(step, reached).flatMap((api) => api.saves.map((save) => save.name)));
  const ways = edgesOf(flow).map((edge) => {
    const own = UNANSWERED.has(edge.exit) ? [] : (flow.steps[edge.from]?.saves ?? []).map((save) => save.name);
    const called = isFailure(edge, flow) ? [] : (savedByCalls[edge.from] ?? []);
    return { ...edge, sets: new Set([...own, ...called, ...surelySetOn(edge, flow)]) };
  });
  const asides = [...silentWays(flow), ...commandWays(flow)].map((edge) => ({ ...edge, sets: NOTHING }));
  return [...ways, ...asides];
}

const NOTHING: ReadonlySet<string> = new Set();

function commandWays(flow: FlowOutline): Edge[] {
  const byId = indexById(flow);
  return flow.commands.flatMap(({ at, next }) => {
    if (!next) return [];
    const places = new Set(at.map((one) => one.text));
    const from = flow.steps.filter((step) => isQuestion(step) && (places.size === 0 || places.has(step.id ?? '')));
    return from.map((step) => ({ from: step.index, to: stepNamed(next.text, byId), path: next.path, exit: 'command' }));
  });
}

function callsAt(step: StepOutline, reached: readonly Reached[]): readonly ApiOutline[] {
  return reached.flatMap((one) => (one.call.step === step ? [one.api] : []));
}

function readingsOf(step: StepOutline, flow: FlowOutline, reached: readonly Reached[]): readonly Reading[] {
  const document = flow.document.value;
  const calls = reached.filter(({ call }) => call.step === step);
  const savedHere = new Set(calls.flatMap(({ api }) => api.saves.map((save) => save.name)));
  const own = step.reads
    // Outcomes are chosen with what the call has just saved.
    .filter(({ path, name }) => path[2] !== 'outcomes' || !savedHere.has(name[0] ?? ''))
    .map((read) => reading(read, document, { path: read.path, by: 'This' }));
  // A step that calls APIs by itself sets what they read before it does.
  const setHere = new Set(step.saves.map((save) => save.name));
  const ofApis = calls.flatMap(({ call, api }) =>
    api.reads
      .filter(({ name }) => !setHere.has(name[0] ?? ''))
      .map((read) => reading(read, api.document.value, { path: call.path, by: `The API "${api.id}"` })),
  );
  return [...own, ...ofApis];
}

function reading(read: Read, document: unknown, about: Pick<Reading, 'path' | 'by'>): Reading {
  return { ...about, name: read.name[0] ?? '', isGuarded: () => isGuarded(read, document) };
}

/** The steps that can be reached while nothing sets an attribute, each with the step that a shortest way to it comes from. */
function reachedWithout(name: string, leaving: ReadonlyMap<number, readonly Way[]>): ReadonlyMap<number, number | null> {
  const cameFrom = new Map<number, number | null>([[0, null]]);
  for (const at of cameFrom.keys()) {
    for (const way of leaving.get(at) ?? []) {
      if (way.to !== null && !cameFrom.has(way.to) && !way.sets.has(name)) cameFrom.set(way.to, at);
    }
  }
  return cameFrom;
}

function routeTo(index: number, cameFrom: ReadonlyMap<number, number | null>): readonly number[] {
  const route: number[] = [];
  for (let at: number | null | undefined = index; typeof at === 'number'; at = cameFrom.get(at)) route.unshift(at);
  return route;
}
