import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

/** Sets off the lines from one place to another; null none. */
export const chooseLines = StateEffect.define<{ readonly from: number; readonly to: number } | null>();

const LINE = Decoration.line({ class: 'chosen-lines' });

/** Shows the lines that were chosen. */
export const chosenLines: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, { changes, effects, state }) {
    const chosen = effects.find((effect) => effect.is(chooseLines));
    if (!chosen) return lines.map(changes);
    const { value } = chosen;
    if (value === null) return Decoration.none;
    const [first, last] = [value.from, value.to].map((place) => state.doc.lineAt(Math.min(place, state.doc.length)).number);
    const numbers = Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) => (first ?? 1) + index);
    return Decoration.set(numbers.map((number) => LINE.range(state.doc.line(number).from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});
