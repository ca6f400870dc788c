import type { Diagnostic } from '@codemirror/lint';
import { Annotation } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { ProblemView } from '../../contract.ts';

/** Marks a change that the person did not type, of which nobody need be told. */
export const fromOutside = Annotation.define<true>();

/** Brings the editor to another text by changing only what differs, so that the cursor and the way back by undo stay. */
export function replaceText(view: EditorView, value: string): void {
  const old = view.state.doc.toString();
  if (old === value) return;
  let from = 0;
  while (from < old.length && from < value.length && old[from] === value[from]) from += 1;
  let [oldEnd, newEnd] = [old.length, value.length];
  while (oldEnd > from && newEnd > from && old[oldEnd - 1] === value[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  view.dispatch({ changes: { from, to: oldEnd, insert: value.slice(from, newEnd) }, annotations: fromOutside.of(true) });
}

/** The checker's problems as the editor shows them; what lies behind the end of a shorter text is left out. */
export function diagnosticsOf(problems: readonly ProblemView[], length: number): readonly Diagnostic[] {
  return problems
    .filter(({ offset }) => offset <= length)
    .map(({ offset, length: size, severity, message, fix }) => ({
      from: offset,
      to: Math.min(offset + size, length),
      severity,
      message: `${message} ${fix}`.trim(),
    }));
}

/** Selects a place and scrolls it into the middle. */
export function goTo(view: EditorView, offset: number, length: number, focus: boolean): void {
  const end = view.state.doc.length;
  const [anchor, head] = [Math.min(offset, end), Math.min(offset + length, end)];
  view.dispatch({
    selection: focus ? { anchor, head } : { anchor },
    effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    annotations: fromOutside.of(true),
  });
  if (focus) view.focus();
}
