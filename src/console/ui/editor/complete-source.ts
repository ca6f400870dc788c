import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { JsonSchema } from '../schema/json-schema.ts';
import { type KnownNames, type Suggestion, suggest } from './complete-json.ts';

/** What the editor offers at a place: while something is typed, or wherever it is asked for. */
export function completeBy(context: CompletionContext, schema: JsonSchema | null, names: KnownNames): CompletionResult | null {
  const { state, pos, explicit } = context;
  const before = state.doc.sliceString(Math.max(0, pos - 3), pos);
  if (!schema || (!explicit && !/["\w]$|\{\{ ?$/.test(before))) return null;
  const found = suggest(state.doc.toString(), pos, schema, names);
  if (!found) return null;
  const isQuoted = state.doc.sliceString(found.from, pos).startsWith('"');
  const options = found.options.map((option) => completionOf(option, isQuoted, found.from));
  return { from: found.from, options, filter: true };
}

function completionOf(option: Suggestion, isQuoted: boolean, from: number): Completion {
  const { label, kind, detail } = option;
  return {
    // What was typed is compared with the label, so both must begin with the quote or neither.
    label: isQuoted && kind === 'property' ? `"${label}"` : label,
    displayLabel: label,
    ...(detail === '' ? {} : { info: detail }),
    apply: (view, _completion, _from, to) => insert(view, option, from, to),
  };
}

/** A closing quote that the editor had put in by itself is taken over. */
function insert(view: EditorView, { insert: marked, kind }: Suggestion, from: number, to: number): void {
  const next = view.state.doc.sliceString(to, to + 1);
  const end = kind !== 'variable' && next === '"' ? to + 1 : to;
  const at = marked.indexOf('|');
  view.dispatch({
    changes: { from, to: end, insert: marked.replace('|', '') },
    selection: { anchor: from + at },
    userEvent: 'input.complete',
  });
}
