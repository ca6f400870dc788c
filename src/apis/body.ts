import type { TemplateTree } from '../engine/api.ts';
import type { Scope } from '../engine/scope.ts';
import type { Template } from '../engine/template.ts';
import type { Value } from '../engine/value.ts';
import { isList } from './json.ts';

type Branch = Exclude<TemplateTree, Template>;

/** True when a template reads a secret: `secret.*`, or of `twilio` anything but the account's id and the number. */
export function readsSecret(template: Template): boolean {
  return template.reads.some(
    ([head, field]) => head === 'secret' || (head === 'twilio' && field !== 'account_sid' && field !== 'from_number'),
  );
}

/** True when any template of a body reads a secret. */
export function treeReadsSecret(tree: TemplateTree): boolean {
  if (isTemplate(tree)) return readsSecret(tree);
  if (tree === null || typeof tree !== 'object') return false;
  return Object.values(tree).some(treeReadsSecret);
}

/** Renders a body; a string that is one single `{{ … }}` keeps the value's type, and what is missing becomes null. */
export function renderTree(tree: TemplateTree, scope: Scope): Value {
  if (isTemplate(tree)) return tree.value(scope) ?? null;
  if (tree === null || typeof tree !== 'object') return tree;
  if (isBranchList(tree)) return tree.map((item) => renderTree(item, scope));
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, renderTree(item, scope)]));
}

/** The rendered body with `•••` in the fields that came from secrets; `hidden` receives those fields' texts. */
export function hideSecrets(tree: TemplateTree, value: Value, hidden: string[]): Value {
  if (isTemplate(tree)) {
    if (value === null || !readsSecret(tree)) return value;
    if (typeof value === 'string') hidden.push(value);
    return '•••';
  }
  if (tree === null || typeof tree !== 'object' || value === null || typeof value !== 'object') return value;
  if (isBranchList(tree))
    return isList(value) ? tree.map((item, index) => hideSecrets(item, value[index] ?? null, hidden)) : value;
  const fields = value as { readonly [key: string]: Value };
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, hideSecrets(item, fields[key] ?? null, hidden)]));
}

/**
 * Writes a body for the wire: JSON, or form fields. In a form null is left out, a list repeats its name and an object is
 * written as JSON; null for a form that is no object. With `asText` a string is sent as it is.
 */
export function encodeBody(value: Value, encoding: 'json' | 'form', asText: boolean): string | null {
  if (asText && typeof value === 'string') return value;
  if (encoding === 'json') return JSON.stringify(value);
  if (value === null || typeof value !== 'object' || isList(value)) return null;
  const form = new URLSearchParams();
  for (const [key, field] of Object.entries(value)) {
    for (const one of isList(field) ? field : [field]) {
      if (one !== null) form.append(key, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  return form.toString();
}

// A body may have fields named "text" and "value" of its own, but theirs are no functions.
function isTemplate(tree: TemplateTree): tree is Template {
  return tree !== null && typeof tree === 'object' && 'value' in tree && typeof tree.value === 'function';
}

function isBranchList(tree: Branch): tree is readonly TemplateTree[] {
  return Array.isArray(tree);
}
