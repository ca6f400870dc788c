import './editor.css';
import { json } from '@codemirror/lang-json';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { jsonLook } from './look.ts';
import { shadowOf } from './shadow.ts';

interface DiffViewProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What is different in one text from another, with the lines that went above those that came. */
export function DiffView({ label, before, after }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const view = new EditorView({
      parent: shadowOf(host.current),
      doc: after,
      extensions: [
        lineNumbers(),
        json(),
        jsonLook,
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
      ],
    });
    return () => view.destroy();
  }, [label, before, after]);
  return before === after ? <p className="soft">There is no difference.</p> : <div className="diff-view" ref={host} />;
}
