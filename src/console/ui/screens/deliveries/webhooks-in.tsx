import type { WebhookItem } from '../../../contract.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Time } from '../../parts/time.tsx';
import { PagedTable } from './paged-table.tsx';
import { usePages } from './use-pages.ts';

const OUTCOMES: Readonly<Record<WebhookItem['outcome'], readonly [Tone, string]>> = {
  accepted: ['good', 'Signature ok'],
  repeated: ['info', 'Ok, a repeat'],
  refused: ['bad', 'Refused'],
};

/** The requests of Twilio: whether the signature was right, and if not, for which address. */
export function WebhooksIn() {
  const pages = usePages<WebhookItem>('/deliveries/in');
  return (
    <>
      <div className="row">
        <Button icon="repeat" onClick={pages.reload}>
          Look again
        </Button>
      </div>
      <PagedTable
        title="Webhooks in"
        pages={pages}
        rowKey={({ at, urlChecked, outcome, reason }) => `${at} ${urlChecked} ${outcome} ${reason ?? ''}`}
        empty={
          <Empty title="No webhook came since the start">
            Set the address of this server in the Twilio console, then text your number.
          </Empty>
        }
        columns={[
          { title: 'When', cell: ({ at }) => <Time at={at} /> },
          { title: 'Outcome', cell: ({ outcome }) => <Badge tone={OUTCOMES[outcome][0]}>{OUTCOMES[outcome][1]}</Badge> },
          { title: 'Checked for', cell: ({ urlChecked }) => <code className="break">{urlChecked}</code> },
          { title: 'Signed for', cell: ({ signedFor }) => (signedFor ? <code className="break">{signedFor}</code> : null) },
          {
            title: 'Why',

            cell: ({ reason, hint }) => (
              <span className="break">
                {reason} {hint ? <span className="soft">{hint}</span> : null}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}
