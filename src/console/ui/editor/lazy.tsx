import { lazy, Suspense } from 'react';
import type { ComponentProps } from 'react';
import { Loading } from '../parts/empty.tsx';

const Editor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));
const Diff = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }));
const Sides = lazy(async () => ({ default: (await import('./side-by-side.tsx')).SideBySide }));

/** The editor, loaded when it is first shown. */
export function JsonEditor(props: ComponentProps<typeof Editor>) {
  return (
    <Suspense fallback={<Loading what="the editor" />}>
      <Editor {...props} />
    </Suspense>
  );
}

/** The differences, loaded when they are first shown. */
export function DiffView(props: ComponentProps<typeof Diff>) {
  return (
    <Suspense fallback={<Loading what="the differences" />}>
      <Diff {...props} />
    </Suspense>
  );
}

/** Two texts beside one another, loaded when they are first shown. */
export function SideBySide(props: ComponentProps<typeof Sides>) {
  return (
    <Suspense fallback={<Loading what="the differences" />}>
      <Sides {...props} />
    </Suspense>
  );
}
