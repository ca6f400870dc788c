import type { FlowDetail } from '../../../contract.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/error-box.tsx';
import { Time } from '../../parts/time.tsx';
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
  const show = () => work.showConflict({ current: digest === null ? null : { source, digest } });
  return (
    <>
      <DraftNotice detail={detail} work={work} />
      {digest === work.base ? null : (
        <Notice tone="warn" action={<Button onClick={show}>See both</Button>}>
          The file was changed after you began. Your text is still here, and not published.
        </Notice>
      )}
    </>
  );
}

/** Somebody saved another draft than the one that this work began with. */
function DraftNotice({ detail: { draft }, work }: { readonly detail: FlowDetail; readonly work: FlowWork }) {
  const isNewer = draft !== null && draft.digest !== work.draft?.digest && draft.savedAt > (work.draft?.savedAt ?? '');
  if (!isNewer || !work.isDirty) return null;
  return (
    <Notice tone="warn" action={<Button onClick={() => work.showOtherDraft(draft)}>See both</Button>}>
      {draft.by} saved a draft <Time at={draft.savedAt} />. Your text is still here, and not saved.
    </Notice>
  );
}
