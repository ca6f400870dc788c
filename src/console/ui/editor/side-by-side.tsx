import './editor.css';
import { json } from '@codemirror/lang-json';
import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { jsonLook } from './look.ts';
import { shadowOf } from './shadow.ts';

interface Side {
  readonly label: string;
  readonly text: string;
}

/** Two texts beside one another, with what differs set off. */
export function SideBySide({ left, right }: { readonly left: Side; readonly right: Side }) {
  const host = useRef<HTMLDivElement>(null);
  const [a, b] = [left.text, right.text];
  const [labelA, labelB] = [left.label, right.label];
  useEffect(() => {
    if (!host.current) return undefined;
    const side = (doc: string, label: string) => ({
      doc,
      extensions: [
        lineNumbers(),
        json(),
        jsonLook,
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      ],
    });
    const parent = shadowOf(host.current);
    const root = host.current.shadowRoot;
    const view = new MergeView({
      a: side(a, labelA),
      b: side(b, labelB),
      parent,
      ...(root ? { root } : {}),
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [a, b, labelA, labelB]);
  return (
    <div className="side-by-side">
      <p className="row side-titles">
        <strong>{labelA}</strong>
        <strong>{labelB}</strong>
      </p>
      <div className="diff-view" ref={host} />
    </div>
  );
}
