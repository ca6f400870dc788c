import type { DraftView } from '../../../contract.ts';
import { SideBySide } from '../../editor/lazy.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Time } from '../../parts/time.tsx';

interface DraftDialogProps {
  /** The draft that stands there now. */
  readonly theirs: DraftView;
  readonly mine: string;
  readonly onSettle: (keep: 'mine' | 'theirs') => void;
  readonly onClose: () => void;
}

/** Shows what somebody else saved beside what was written here, and lets the person choose. Nothing is lost by closing it. */
export function DraftDialog({ theirs, mine, onSettle, onClose }: DraftDialogProps) {
  const { by, savedAt, source } = theirs;
  const actions = (
    <>
      <Button onClick={onClose}>Decide later</Button>
      <Button onClick={() => onSettle('theirs')}>Go on with theirs</Button>
      <Button kind="danger" onClick={() => onSettle('mine')}>
        Save mine over it
      </Button>
    </>
  );
  return (
    <Dialog wide title="There is another draft" onClose={onClose} actions={actions}>
      <p>
        <strong>{by}</strong> saved a draft of this flow <Time at={savedAt} />, after you began. Nothing is lost yet. Go on with
        theirs: undo in the editor brings yours back. Save mine over it: theirs is lost.
      </p>
      <SideBySide left={{ label: `The draft of ${by}`, text: source }} right={{ label: 'Yours', text: mine }} />
    </Dialog>
  );
}
