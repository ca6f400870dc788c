import type { Checked } from '../../../contract.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Table } from '../../parts/table.tsx';

/** How long each text is as SMS, and why. */
export function Texts({ texts, onJump }: { readonly texts: Checked['texts']; readonly onJump: (line: number) => void }) {
  if (texts.length === 0)
    return <Empty title="There is no text to measure">Each text that people get is measured here, as it is typed.</Empty>;
  return (
    <Table
      label="Texts"
      rows={texts}
      rowKey={({ path }) => path.join('.')}
      columns={[
        {
          title: 'Text',

          cell: ({ step, path, line }) => (
            <Button small kind="quiet" aria-label={`Go to line ${line}`} onClick={() => onJump(line)}>
              {`${step ?? 'Flow'}: ${path.slice(step === null ? 0 : 2).join('.')}`}
            </Button>
          ),
        },
        {
          title: 'Messages',
          align: 'end',
          cell: ({ segments }) => (segments > 1 ? <Badge tone={segments > 2 ? 'warn' : 'info'}>{segments}</Badge> : segments),
        },
        { title: 'Length', align: 'end', cell: ({ units }) => units },
        {
          title: 'Letters',
          cell: ({ encoding, culprit }) => (culprit === null ? encoding : `${encoding}, because of "${culprit}"`),
        },
        { title: 'Cost', cell: ({ cost }) => cost },
      ]}
    />
  );
}
