import type { FlowDetail } from '../../../contract.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/error-box.tsx';
import type { FlowWork } from './use-flow-work.ts';

/** What to know before going on: nothing can be written, or the file is not what this work began with. */
export function FlowNotices({ detail, work }: { readonly detail: FlowDetail; readonly work: FlowWork }) {
  const { writable, digest, source } = detail;
  if (!writable)
    return (
      <Notice tone="info">
        The folder of flows cannot be written to from here. Look around; change the files where they are kept.
      </Notice>
    );
  if (digest === work.base) return null;
  const show = () => work.showConflict({ current: digest === null ? null : { source, digest } });
  return (
    <Notice tone="warn" action={<Button onClick={show}>See both</Button>}>
      The file was changed after you began. Your text is still here, and not published.
    </Notice>
  );
}
