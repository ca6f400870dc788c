import { failed } from '../apis/attempt.ts';
import type { RenderedRequest } from '../apis/request.ts';
import type { Transport } from '../apis/transport.ts';
import { formatDuration } from '../lib/duration.ts';
import type { ApiCall, Clock } from '../runtime/ports.ts';
import type { ScriptedAnswer } from './chat-file.ts';
import type { ApiCalled, SentRequest } from './happening.ts';

/** Answers every call as the file says, one answer after the other. Nothing leaves the process. */
export function scriptedApis(options: {
  readonly apis: ReadonlyMap<string, readonly ScriptedAnswer[]>;
  readonly clock: Clock;
  readonly onCall: (call: ApiCalled) => void;
}): { readonly transport: Transport; underWay(): number } {
  const { apis, clock, onCall } = options;
  const used = new Map<string, number>();
  let underWay = 0;
  const transport: Transport = (call, request) => (settle) => {
    const { id } = call.api;
    const count = used.get(id) ?? 0;
    used.set(id, count + 1);
    const answer = apis.get(id)?.[count];
    onCall({ kind: 'api', api: id, sent: requestOf(call, request), answer: answer ? describeAnswer(answer) : null });
    if (!answer) {
      settle(failed('network', 'The chat has no answer left for this call.'));
      return () => undefined;
    }
    underWay += 1;
    const end = () => {
      if (isOver) return;
      isOver = true;
      underWay -= 1;
      cancel();
    };
    let isOver = false;
    let cancel = () => {};
    const answerNow = () => {
      end();
      settle(attemptOf(answer));
    };
    if (answer.after > 0) cancel = clock.after(answer.after, answerNow);
    else answerNow();
    return end;
  };
  return { transport, underWay: () => underWay };
}

function attemptOf({ failure, status, headers, body }: ScriptedAnswer) {
  if (failure !== null) return failed(failure, `The chat lets this call fail (${failure}).`);
  const isText = typeof body === 'string' || body === undefined;
  const type = isText ? 'text/plain' : 'application/json';
  const text = isText ? (body ?? '') : JSON.stringify(body);
  return { as: 'answer' as const, status, headers: { 'content-type': type, ...headers }, text };
}

function describeAnswer({ failure, status, after }: ScriptedAnswer): string {
  return `${failure ?? status}${after > 0 ? ` after ${formatDuration(after)}` : ''}`;
}

function requestOf({ api }: ApiCall, { target, path, headers, value, shownUrl }: RenderedRequest): SentRequest {
  const url = target.as === 'http' ? target.origin + path : shownUrl;
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) named[(headers[at] ?? '').toLowerCase()] = headers[at + 1] ?? '';
  return { method: api.method, url, query: Object.fromEntries(new URL(url).searchParams), headers: named, body: value };
}
