import type { CallTrace, TraceEntry } from '../engine/trace.ts';
import type { ConversationDetail, TraceItem, TranscriptItem } from '../runtime/reads.ts';

/** A conversation as lines for people: what came, what each step did, what was said. Ends with a line break. */
export function traceLines(detail: ConversationDetail): string {
  const { trace, transcript } = detail;
  const told = trace.map((item, index) => turnLines(item, textsOf(trace, index, transcript)));
  return `${[headLine(detail), ...told, attributeLines(detail)].join('\n')}\n`;
}

function headLine({ id, flow, version, channel, address, state, outcome, startedAt }: ConversationDetail): string {
  const how = outcome === null ? state.replace('_', ' ') : `${state} as ${outcome}`;
  return `Conversation ${id} of ${address} on ${channel}, in ${flow} (version ${version.slice(0, 8)}), begun ${iso(startedAt)}: ${how}\n`;
}

interface Texts {
  readonly came: readonly TranscriptItem[];
  readonly said: readonly TranscriptItem[];
}

/** What a person wrote belongs to the first turn that is not before it, what was said to the last turn that is not after it. */
function textsOf(trace: readonly TraceItem[], index: number, transcript: readonly TranscriptItem[]): Texts {
  const isIn = ({ at }: TranscriptItem) => {
    const first = trace.findIndex((turn) => turn.at >= at);
    return (first === -1 ? trace.length - 1 : first) === index;
  };
  const isOut = ({ at }: TranscriptItem) => {
    const last = trace.findLastIndex((turn) => turn.at <= at);
    return Math.max(last, 0) === index;
  };
  return {
    came: transcript.filter((item) => item.direction === 'in' && isIn(item)),
    said: transcript.filter((item) => item.direction === 'out' && isOut(item)),
  };
}

function turnLines({ turn, at, entries }: TraceItem, { came, said }: Texts): string {
  const lines = [
    ...came.map((item) => `in    ${textOf(item)}${item.status === 'used' ? '' : ` (${item.status.replace('_', ' ')})`}`),
    ...entries.flatMap(entryLines),
    ...said.map((item) => `out   ${textOf(item)} (${item.status})`),
  ];
  return [`${iso(at)}  turn ${turn}: ${eventWords(entries)}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

const EVENTS: Readonly<Record<string, string>> = {
  entered: 'it begins',
  message: 'a message came',
  time: 'the wait is over',
  api: 'an API answered',
  command: 'a command came',
  no_reply: 'nobody answered',
  limit: 'a limit was reached',
  taken_over: 'a person of ours took over',
  taken_back: 'the bot took back',
  returned: 'a flow came back',
  closed: 'it was closed',
};

const WAITS: Readonly<Record<string, string>> = {
  message: 'an answer',
  api: 'an API',
  time: 'its time',
  person: 'a person of ours',
};

function eventWords([first]: readonly TraceEntry[]): string {
  return EVENTS[first?.on ?? ''] ?? first?.on ?? 'nothing happened';
}

function textOf({ text }: TranscriptItem): string {
  return text.replaceAll('\n', '\n        ');
}

function entryLines(entry: TraceEntry): string[] {
  const { step, to, waits, outcome, note, set, call } = entry;
  const went = [
    to === undefined ? '' : `→ ${to}`,
    waits === undefined ? '' : `waits for ${WAITS[waits] ?? waits}`,
    outcome === undefined ? '' : `ends as ${outcome}`,
    note === undefined ? '' : `(${note})`,
  ].filter((part) => part !== '');
  return [
    `step  ${[step ?? 'the flow', ...went].join(' ')}`,
    ...(call ? callLines(call) : []),
    ...Object.entries(set ?? {}).map(([name, value]) => `  set ${name} = ${JSON.stringify(value)}`),
  ];
}

function callLines(call: CallTrace): string[] {
  const answer = call.status === null ? 'no answer' : String(call.status);
  const failed = call.ok ? '' : `, failed: ${[call.failure, call.reason].filter(Boolean).join(', ')}`;
  const attempts = call.attempts > 1 ? ` and ${call.attempts} attempts` : '';
  return [
    `  ${call.method} ${call.url} → ${answer} in ${Math.round(call.ms)} ms${attempts}${failed}`,
    ...(call.request === null ? [] : [`    sent     ${call.request}`]),
    ...(call.response === null ? [] : [`    answered ${call.response}`]),
    ...(call.missing === undefined ? [] : [`    missing in the answer: ${call.missing.join(', ')}`]),
  ];
}

function attributeLines({ attributes }: ConversationDetail): string {
  const lines = Object.entries(attributes).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`);
  return ['attributes', ...(lines.length === 0 ? ['  none'] : lines)].join('\n');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
