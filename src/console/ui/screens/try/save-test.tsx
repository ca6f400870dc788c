import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox, Notice } from '../../parts/error-box.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useData } from '../../api/use-data.ts';

interface SaveTestProps {
  readonly id: string;
  readonly flow: string | null;
  readonly onClose: () => void;
}

/** The chat as a file for `parley test`. */
export function SaveTest({ id, flow, onClose }: SaveTestProps) {
  const { data, failure } = useData<{ readonly yaml: string; readonly problem: string | null }>(`/try/${id}/chat-test`);
  const tell = useToast();
  const name = `${flow ?? 'new'}.chat.yaml`;
  const yaml = data?.yaml ?? '';
  const copy = () =>
    navigator.clipboard.writeText(yaml).then(
      () => tell('Copied.'),
      () => tell('It could not be copied: select it by hand.', 'bad'),
    );
  const actions = data ? (
    <>
      <Button onClick={() => void copy()}>Copy</Button>
      <Button kind="primary" icon="save" onClick={() => download(name, yaml)}>
        Download
      </Button>
    </>
  ) : null;
  return (
    <Dialog title="Save as test" wide onClose={onClose} actions={actions}>
      <p>
        Put this file into <code>flows/tests/</code>. From then on <code>npx parley test</code> plays it and tells when the flow
        no longer does the same.
      </p>
      {failure ? <ErrorBox failure={failure} /> : null}
      {data?.problem ? (
        <Notice tone="warn">
          <p>It would not pass as it stands: {data.problem}</p>
        </Notice>
      ) : null}
      {data ? (
        <pre className="code" aria-label="The test" role="group" tabIndex={0}>
          {yaml}
        </pre>
      ) : failure ? null : (
        <Loading what="the test" />
      )}
    </Dialog>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
