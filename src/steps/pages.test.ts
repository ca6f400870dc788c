import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { safeParse } from 'zod';
import { NEW_CONVERSATION } from '../engine/state.ts';
import type { StepDefinition } from '../engine/step.ts';
import { transition } from '../engine/transition.ts';
import { STEP_SCHEMAS } from '../flow/flow-schema.ts';
import { loadFlows } from '../flow/load.ts';
import { formatProblem } from '../flow/problem.ts';
import { readSources, type SourceFile } from '../flow/source.ts';
import { templatesIn } from '../flow/templates-in.ts';
import { projectRoot } from '../lib/project-root.ts';
import { PERSON, WORLD } from '../../test/support/engine.ts';
import { STEP_BY_TYPE } from './index.ts';

type Json = Readonly<Record<string, unknown>>;

const SHIPPED_APIS = readSources(join(projectRoot(), 'flows')).filter((source) => source.kind === 'api');
const OPTIONS = { allowHosts: [], secrets: null };

function pathOf(type: string): string {
  return join(projectRoot(), 'src/steps', type, `${type}.md`);
}

/** The rows of the tables under "Keys": each key with what stands in its second column. */
function keyRows(page: string): ReadonlyMap<string, string> {
  const [, keys = ''] = /^## Keys\n(.*?)^## /ms.exec(page) ?? [];
  return new Map([...keys.matchAll(/^\| `(\w+)` \| (\w+) \| .+ \|$/gm)].map(([, key = '', needed = '']) => [key, needed]));
}

function examplesIn(page: string): readonly Json[] {
  return [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) => JSON.parse(text) as Json);
}

/** An example as files of a flows folder: a whole flow with the shipped APIs, a step with what it leads to, calls and reads. */
function sourcesOf(example: Json): readonly SourceFile[] {
  if (example['steps'] !== undefined) return [fileOf('flow', 'example', example), ...SHIPPED_APIS];
  const definition = STEP_BY_TYPE.get(String(example['type']));
  const config = STEP_SCHEMAS.get(String(example['type']))?.parse(example) as Json | undefined;
  if (!definition || !config) throw new Error(`There is no step type "${String(example['type'])}".`);
  const targets = new Set(definition.exits(config).flatMap(({ to }) => (to === undefined || to === 'end' ? [] : [to])));
  const reads = new Set(templatesIn(config).flatMap((found) => found.reads.map(([name = '']) => name)));
  const flow = {
    trigger: { default: true },
    attributes: Object.fromEntries([...reads].map((name) => [name, {}])),
    steps: [example, ...[...targets].map((id) => ({ id, type: 'end' }))],
  };
  const apis = (definition.calls?.(config) ?? []).map((id) =>
    fileOf('api', id, { method: 'GET', url: 'https://api.example.com/' }),
  );
  const runs = definition.runs?.(config);
  const subflow = runs === undefined ? [] : [fileOf('flow', runs, { steps: [{ id: 'bye', type: 'end' }] })];
  return [fileOf('flow', 'example', flow), ...subflow, ...apis];
}

function fileOf(kind: SourceFile['kind'], id: string, json: object): SourceFile {
  return { kind, id, file: `${id}.json`, text: JSON.stringify(json) };
}

function isNeeded(definition: StepDefinition, key: string): boolean {
  const shape = definition.config[key];
  return shape !== undefined && !safeParse(shape, undefined).success;
}

test.each([...STEP_BY_TYPE.keys()])('"%s" has a page beside it', (type) => {
  expect(existsSync(pathOf(type))).toBe(true);
});

describe.each([...STEP_BY_TYPE.values()].filter(({ type }) => existsSync(pathOf(type))))('the page of "$type"', (definition) => {
  const page = readFileSync(pathOf(definition.type), 'utf8');

  test('begins with its name and one sentence', () => {
    expect(page).toMatch(new RegExp(`^# \`${definition.type}\`\n\n[A-Z][^.\n]+\\.\n\n## Keys\n`));
  });

  test('names every key of the step and no other', () => {
    expect([...keyRows(page).keys()].sort()).toEqual(Object.keys(definition.config).sort());
  });

  test('says which keys are needed', () => {
    for (const [key, needed] of keyRows(page))
      expect(`${key} ${needed}`).toBe(`${key} ${isNeeded(definition, key) ? 'yes' : 'no'}`);
  });

  test('says what happens and which ways lead out', () => {
    expect(page).toContain('\n## What happens\n');
    expect(page).toContain('\n## Exits\n');
  });

  test('shows the step in examples that load without errors and run', () => {
    const examples = examplesIn(page);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { flows, problems } = loadFlows(sourcesOf(example), OPTIONS);
      expect(problems.filter((problem) => problem.severity === 'error').map(formatProblem)).toEqual([]);
      const flow = flows.find((one) => one.id === 'example');
      if (!flow) throw new Error('The example did not compile.');
      expect([...flow.steps.values()].map((step) => step.type)).toContain(definition.type);
      const world = { ...WORLD, contact: PERSON, country: 'US' };
      expect(transition(flow, NEW_CONVERSATION, { type: 'started', message: null }, world).state.outcome).not.toBe('error');
    }
  });
});
