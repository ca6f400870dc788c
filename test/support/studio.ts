import type { Flow } from '../../src/engine/flow.ts';
import { importStudio, type ImportResult } from '../../src/flow/import/studio.ts';
import { loadFlows } from '../../src/flow/load.ts';
import { formatProblem, type Problem } from '../../src/flow/problem.ts';
import type { SourceFile } from '../../src/flow/source.ts';

type Json = Readonly<Record<string, unknown>>;
type Wires = Readonly<Record<string, string | undefined>>;

/** One state of a definition, its transitions by their event. */
export function state(name: string, type: string, properties: Json, wires: Wires, more: readonly Json[] = []): Json {
  const transitions = [...Object.entries(wires).map(([event, next]) => ({ event, ...(next ? { next } : {}) })), ...more];
  return { name, type, transitions, properties: { offset: { x: 0, y: 0 }, ...properties } };
}

/** One case of a split. */
export function match(type: string, value: string, next: string | undefined, subject: string): Json {
  const conditions = [{ friendly_name: value, arguments: [subject], type, value }];
  return { event: 'match', ...(next ? { next } : {}), conditions };
}

/** A definition as Studio exports it, whose trigger is wired like this. */
export function definition(wires: Wires, ...states: readonly Json[]): string {
  const trigger = state('Trigger', 'trigger', {}, { incomingMessage: undefined, incomingCall: undefined, ...wires });
  const whole = { description: 'A test', states: [trigger, ...states], initial_state: 'Trigger', flags: {} };
  return JSON.stringify(whole);
}

export type Imported = Extract<ImportResult, { ok: true }>;

/** Imports a definition as the flow "taken". @throws Error with the reason when it is refused. */
export function imported(text: string, others: readonly SourceFile[] = []): Imported {
  const result = importStudio(text, { id: 'taken', others });
  if (!result.ok) throw new Error(result.refusal.reason);
  return result;
}

/** What the checker says about the files of an import. */
export function problemsOf({ files }: Pick<Imported, 'files'>): readonly Problem[] {
  return loadFlows(sourcesOf(files), { allowHosts: [], secrets: null }).problems;
}

/** The flow "taken" of an import, compiled. @throws Error when the checker finds errors. */
export function compiled({ files }: Imported): Flow {
  const { flows, problems } = loadFlows(sourcesOf(files), { allowHosts: [], secrets: null });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const flow = flows.find(({ id }) => id === 'taken');
  if (!flow || errors.length > 0) throw new Error(errors.map(formatProblem).join('\n'));
  return flow;
}

/** The JSON of one file of an import. */
export function fileOf({ files }: Imported, path: string): unknown {
  return JSON.parse(files.find((one) => one.path === path)?.text ?? 'null') as unknown;
}

/** The step of an import with this id. */
export function stepOf(result: Imported, id: string): unknown {
  return (fileOf(result, 'taken.json') as { steps: readonly { id: string }[] }).steps.find((step) => step.id === id);
}

function sourcesOf(files: Imported['files']): SourceFile[] {
  return files.map(({ path, text }) => {
    const kind = path.startsWith('apis/') ? 'api' : 'flow';
    return { kind, file: path, id: path.replace(/^apis\//, '').replace(/\.json$/, ''), text };
  });
}
