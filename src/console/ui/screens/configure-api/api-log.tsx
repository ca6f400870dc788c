import { useState } from 'react';
import type { ApiDetail } from '../../../contract.ts';
import { useData } from '../../api/use-data.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Empty, Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';

interface LogItem {
  readonly at: string;
  readonly conversation: string | null;
  readonly status: number | null;
  readonly ms: number;
  readonly ok: boolean;
  readonly failure: string | null;
  readonly exchange: {
    readonly method: string;
    readonly url: string;
    readonly requestBody: string | null;
    readonly responseBody: string | null;
    readonly attempts: number;
  };
}

/** The calls of the last day, the latest first; secrets are hidden. */
export function ApiLog({ id }: { readonly id: ApiDetail['id'] }) {
  const { data, failure, reload } = useData<{ readonly items: readonly LogItem[] }>(`/apis/${encodeURIComponent(id)}/log`);
  const [open, setOpen] = useState<string | null>(null);
  if (failure) return <ErrorBox failure={failure} action={<Button onClick={reload}>Try again</Button>} />;
  if (!data) return <Loading what="the log" />;
  if (data.items.length === 0)
    return <Empty title="It was not called yet">Each call of a chat stands here, with secrets hidden.</Empty>;
  return (
    <ul className="api-log">
      {data.items.map((item, index) => {
        const key = `${item.at} ${index}`;
        return (
          <li key={key}>
            <div className="row">
              <Badge tone={item.ok ? 'good' : 'bad'}>{statusWords(item)}</Badge>
              <Time at={item.at} />
              <span className="soft">
                {Math.round(item.ms)} ms{item.exchange.attempts > 1 ? `, ${item.exchange.attempts} attempts` : ''}
              </span>
              {item.conversation ? <Link to={`/conversations/${encodeURIComponent(item.conversation)}`}>The chat</Link> : null}
              <Button small kind="quiet" aria-expanded={open === key} onClick={() => setOpen(open === key ? null : key)}>
                {open === key ? 'Hide the exchange' : 'Show the exchange'}
              </Button>
            </div>
            {open === key ? (
              <div className="stack api-exchange">
                <p className="break">
                  <code>
                    {item.exchange.method} {item.exchange.url}
                  </code>
                </p>
                {item.exchange.requestBody ? <Code text={item.exchange.requestBody} label="Body that was sent" /> : null}
                {item.exchange.responseBody ? <Code text={item.exchange.responseBody} label="Body of the answer" /> : null}
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function statusWords({ status, ok, failure }: LogItem): string {
  const words = status === null ? 'No answer' : String(status);
  return ok ? `${words} OK` : `${words} failed${failure && failure !== 'status' ? `: ${failure}` : ''}`;
}
