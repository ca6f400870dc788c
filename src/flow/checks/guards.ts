import type { FlowOutline } from '../outline.ts';
import { field, isObject, itemsOf, valueAt } from '../raw.ts';
import type { Read } from '../reads.ts';
import type { Edge } from './step-graph.ts';

/** True where a read asks only whether the attribute is there, or says what holds where it is not. */
export function isGuarded({ path, name: [head = ''] }: Read, document: unknown): boolean {
  const parent = valueAt(document, path.slice(0, -1));
  if (path.at(-1) === 'attribute') return field(parent, 'exists') !== undefined;
  const source = valueAt(document, path);
  if (typeof source !== 'string') return false;
  const asks = new RegExp(`\\{%-?\\s*(?:if|elsif|unless|case)\\b[^%]*\\b${head}\\b`);
  const stands = new RegExp(`\\b${head}\\b[^{}]*\\|\\s*default\\b`);
  return asks.test(source) || stands.test(source) || (isObject(parent) && field(parent, 'exists') !== undefined);
}

/** The attributes that surely have a value on a way, because of the condition that chose it or of those before it that did not hold. */
export function surelySetOn(edge: Edge, flow: FlowOutline): readonly string[] {
  const [, , list, index] = edge.path;
  const step = flow.steps[edge.from]?.raw;
  if (edge.exit === 'else') return itemsOf(field(step, 'cases')).flatMap((one) => missingIn(field(one, 'if')));
  if (typeof list !== 'string' || typeof index !== 'number') return [];
  const choices = itemsOf(field(step, list));
  const before = choices.slice(0, index).flatMap((one) => missingIn(field(one, 'if')));
  return [...before, ...presentIn(field(choices[index], 'if'))];
}

/** What must have a value for a condition to hold. */
function presentIn(condition: unknown): readonly string[] {
  const all = field(condition, 'all');
  if (all !== undefined) return itemsOf(all).flatMap(presentIn);
  const name = attributeOf(condition);
  return name !== null && holdsWithout(condition) === false ? [name] : [];
}

/** What has a value where a condition does not hold. */
function missingIn(condition: unknown): readonly string[] {
  const any = field(condition, 'any');
  if (any !== undefined) return itemsOf(any).flatMap(missingIn);
  const name = attributeOf(condition);
  return name !== null && holdsWithout(condition) === true ? [name] : [];
}

function attributeOf(condition: unknown): string | null {
  const inner = field(condition, 'not') ?? condition;
  const name = field(inner, 'attribute');
  return typeof name === 'string' ? (name.split('.')[0] ?? null) : null;
}

/** Whether one comparison holds where its attribute has no value; null when that hangs on other values, or is no comparison. */
function holdsWithout(condition: unknown): boolean | null {
  const inner = field(condition, 'not');
  if (inner !== undefined) {
    const holds = holdsWithout(inner);
    return holds === null ? null : !holds;
  }
  const [operator, operand] = Object.entries(isObject(condition) ? condition : {}).find(([key]) => key !== 'attribute') ?? [];
  if (operator === undefined || JSON.stringify(operand).includes('{{')) return null;
  if (operator === 'exists') return operand === false;
  if (operator === 'is') return operand === null;
  if (operator === 'is_not') return operand !== null;
  return operator === 'in' ? itemsOf(operand).includes(null) : false;
}

/** Where a call's saves are not to be counted on: it failed, or its answer was no success by its status. */
export function isFailure(edge: Edge, flow: FlowOutline): boolean {
  if (edge.exit === 'on_error') return true;
  const status = field(valueAt(flow.document.value, edge.path.slice(0, -1)), 'status');
  return typeof status === 'number' ? status < 200 || status > 299 : typeof status === 'string' && status !== '2xx';
}
