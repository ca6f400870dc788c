import type { TraceEntryView } from '../../contract.ts';
import { Badge } from '../parts/badge.tsx';
import { Code } from '../parts/code.tsx';
import { Icon } from '../parts/icon.tsx';
import { ClockTime } from '../parts/time.tsx';
import type { Change, ToldEntry, ToldTurn } from './changes.ts';
import { callWords, eventWords, valueWords, waitWords } from './words.ts';
import './trace.css';

/** What one turn did: each step it came through, the API it called, the attributes it set. */
export function TurnView({ told }: { readonly told: ToldTurn }) {
  const first = told.entries[0]?.entry;
  return (
    <section className="turn" aria-label={`Turn ${told.turn}`}>
      <header className="turn-head">
        <span className="turn-name">
          Turn {told.turn}
          {first ? <span className="soft">: {eventWords(first.on)}</span> : null}
        </span>
        <span className="soft small">
          <ClockTime at={told.at} />
        </span>
      </header>
      <ol className="turn-entries">
        {told.entries.map((one, index) => (
          // Entries of a turn never change, and have no name of their own.
          // oxlint-disable-next-line react/no-array-index-key
          <EntryView key={index} told={one} />
        ))}
      </ol>
    </section>
  );
}

function EntryView({ told: { entry, changes } }: { readonly told: ToldEntry }) {
  const { step, to, exit, waits, outcome, note, call } = entry;
  return (
    <li className="entry">
      <p className="entry-line">
        <span className="entry-step">{step ?? 'the flow'}</span>
        {exit !== undefined && exit !== 'next' ? <Badge>{exit}</Badge> : null}
        {to === undefined ? null : (
          <span className="entry-to">
            <Icon name="arrow" />
            <span className="hidden-text">goes on to</span>
            <span className="mono">{to}</span>
          </span>
        )}
        {waits === undefined ? null : <span className="soft">{waitWords(waits)}</span>}
        {outcome === undefined ? null : <Badge tone="accent">ends as {outcome}</Badge>}
      </p>
      {note === undefined || note === exit ? null : <p className="soft small break">{note}</p>}
      {call ? <CallView call={call} /> : null}
      {changes.length > 0 ? <ChangeList changes={changes} /> : null}
    </li>
  );
}

function CallView({ call }: { readonly call: NonNullable<TraceEntryView['call']> }) {
  return (
    <details className="call">
      <summary>
        <Badge tone={call.ok ? 'good' : 'bad'}>{call.ok ? 'worked' : 'failed'}</Badge>
        <span className="mono break">
          {call.method} {call.url}
        </span>
        <span className="soft small">{callWords(call)}</span>
      </summary>
      <div className="stack">
        {call.failure || call.reason ? <p className="break">{[call.failure, call.reason].filter(Boolean).join(': ')}</p> : null}
        {call.request === null ? null : (
          <div>
            <h3>Sent</h3>
            <Code label="What was sent" text={call.request} />
          </div>
        )}
        <div>
          <h3>Answered</h3>
          {call.response === null ? <p className="soft">Nothing.</p> : <Code label="What was answered" text={call.response} />}
        </div>
        {call.missing ? <p>Missing in the answer: {call.missing.join(', ')}.</p> : null}
      </div>
    </details>
  );
}

function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <ul className="changes">
      {changes.map(({ name, before, after }) => (
        <li key={name}>
          <span className="change-name">{name}</span>
          <span className="change-before">{valueWords(before)}</span>
          <Icon name="arrow" />
          <span className="hidden-text">becomes</span>
          <span className="change-after">{valueWords(after)}</span>
        </li>
      ))}
    </ul>
  );
}
