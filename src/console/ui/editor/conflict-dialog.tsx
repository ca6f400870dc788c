import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SideBySide } from './lazy.tsx';

/** What a file holds now, and how to name that state of it. */
export interface FileNow {
  readonly source: string;
  readonly digest: string;
}

interface ConflictDialogProps {
  /** Null where the file is gone. */
  readonly current: FileNow | null;
  readonly mine: string;
  readonly onSettle: (keep: 'mine' | 'theirs') => void;
  readonly onClose: () => void;
}

/** Shows what the file has become beside what was written here, and lets the person choose. Nothing is lost by closing it. */
export function ConflictDialog({ current, mine, onSettle, onClose }: ConflictDialogProps) {
  const actions = (
    <>
      <Button onClick={onClose}>Decide later</Button>
      <Button onClick={() => onSettle('theirs')}>Take the file's</Button>
      <Button kind="primary" onClick={() => onSettle('mine')}>
        Keep mine
      </Button>
    </>
  );
  return (
    <Dialog wide title="The file was changed meanwhile" onClose={onClose} actions={actions}>
      <p>
        {current === null ? 'Somebody removed the file' : 'Somebody changed the file'} after you began, so nothing was written.
        Keep mine: your text stays, and writing it then replaces theirs. Take the file's: go on with theirs; undo in the editor
        brings yours back.
      </p>
      <SideBySide left={{ label: 'In the file now', text: current?.source ?? '' }} right={{ label: 'Yours', text: mine }} />
    </Dialog>
  );
}
