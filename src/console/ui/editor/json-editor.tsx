import './editor.css';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { ProblemView } from '../../contract.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { chooseLines, chosenLines } from './chosen-lines.ts';
import type { KnownNames } from './complete-json.ts';
import { completeBy } from './complete-source.ts';
import { diagnosticsOf, fromOutside, goTo, replaceText } from './from-outside.ts';
import { jsonLook } from './look.ts';
import { shadowOf } from './shadow.ts';

/** Where the editor is to go; a new object goes there again. */
export interface Jump {
  readonly offset: number;
  readonly length: number;
  /** Whether the keyboard goes there too. */
  readonly focus: boolean;
}

interface JsonEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly schema: JsonSchema | null;
  readonly names: KnownNames;
  readonly problems: readonly ProblemView[];
  readonly readOnly?: boolean;
  /** The text that is set off, such as a step's. */
  readonly chosen?: { readonly from: number; readonly to: number } | null;
  readonly jump?: Jump | null;
  /** Told where the cursor is, when the person moves it. */
  readonly onCursor?: (offset: number) => void;
}

/** An editor for JSON, with completion by the schema and the checker's problems at their places. */
export function JsonEditor(props: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const made = createView(host.current, latest);
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);
  const { value, problems, chosen, jump, readOnly = false } = props;
  const [from, to] = [chosen?.from ?? -1, chosen?.to ?? -1];
  useView(view, (one) => one.dispatch({ effects: lock.reconfigure(lockWhen(readOnly)) }), [readOnly]);
  useView(view, (one) => replaceText(one, value), [value]);
  useView(view, (one) => one.dispatch(setDiagnostics(one.state, diagnosticsOf(problems, one.state.doc.length))), [problems]);
  useView(view, (one) => one.dispatch({ effects: chooseLines.of(from < 0 ? null : { from, to }) }), [from, to]);
  useView(view, (one) => jump && goTo(one, jump.offset, jump.length, jump.focus), [jump]);
  return <div className="json-editor" ref={host} />;
}

/** Does something to the editor whenever one of the reasons changes. */
function useView(
  view: { readonly current: EditorView | null },
  act: (view: EditorView) => void,
  reasons: readonly unknown[],
): void {
  useEffect(() => {
    if (view.current) act(view.current);
  }, reasons);
}

const lock = new Compartment();
const lockWhen = (readOnly: boolean) => EditorState.readOnly.of(readOnly);

function createView(host: HTMLElement, latest: { readonly current: JsonEditorProps }): EditorView {
  const { value, label, readOnly = false } = latest.current;
  const told = EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
    if (transactions.some((one) => one.annotation(fromOutside))) return;
    if (docChanged) latest.current.onChange(state.doc.toString());
    if (selectionSet || docChanged) latest.current.onCursor?.(state.selection.main.head);
  });
  const complete = autocompletion({
    override: [(context) => completeBy(context, latest.current.schema, latest.current.names)],
    icons: false,
  });
  return new EditorView({
    parent: shadowOf(host),
    doc: value,
    extensions: [
      basics,
      lock.of(lockWhen(readOnly)),
      complete,
      told,
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    ],
  });
}

const basics: Extension = [
  lineNumbers(),
  lintGutter(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  EditorView.lineWrapping,
  json(),
  jsonLook,
  chosenLines,
  // The Tab key is left to move on: whoever has only a keyboard must get out of here.
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap]),
];
