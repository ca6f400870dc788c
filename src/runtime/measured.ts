import type { TraceEntry } from '../engine/trace.ts';
import type { ApiCaller, Clock, Metrics } from './ports.ts';
import type { Store, TurnCommit } from './store.ts';

/** Which flows verify numbers, and which APIs send and check their codes. */
export interface VerifyingIds {
  readonly flows: ReadonlySet<string>;
  readonly sending: ReadonlySet<string>;
  readonly checking: ReadonlySet<string>;
}

interface Parts {
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly verifying: () => VerifyingIds;
}

/** The store, with its turns, jobs, sends and reports counted. */
export function measuredStore(store: Store, parts: Parts): Store {
  const { metrics, clock } = parts;
  return {
    ...store,
    commit: async (turn) => {
      const began = clock.monotonic();
      const done = await store.commit(turn);
      if (done.as === 'committed') countTurn(turn, clock.monotonic() - began, parts);
      return done;
    },
    claimJobs: async (query) => {
      const jobs = await store.claimJobs(query);
      for (const { kind, dueAt } of jobs) metrics.job(kind, Math.max(0, query.now - dueAt));
      return jobs;
    },
    settleSend: (query) => {
      const { result } = query;
      metrics.sent(result.as, result.as === 'refused' ? result.code : null);
      return store.settleSend(query);
    },
    report: (report) => {
      metrics.reported(report.status, report.code);
      return store.report(report);
    },
  };
}

/** The caller of APIs, with its calls counted. */
export function measuredCaller(caller: ApiCaller, { metrics, clock, verifying }: Parts): ApiCaller {
  return {
    close: () => caller.close(),
    call: async (call) => {
      const { id } = call.api;
      const { sending, checking } = verifying();
      if (sending.has(id)) metrics.verification('number_ok');
      if (checking.has(id)) metrics.verification('typed');
      const began = clock.monotonic();
      const answer = await caller.call(call);
      metrics.called(id, answer.ok, clock.monotonic() - began);
      if (answer.ok && sending.has(id)) metrics.verification('sent');
      return answer;
    },
  };
}

function countTurn({ conversation, trace, ends, claim }: TurnCommit, ms: number, { metrics, verifying }: Parts): void {
  const { flow, state } = conversation;
  metrics.turn(flow, ms);
  const isVerifying = verifying().flows.has(flow);
  if (conversation.id === null && isVerifying) metrics.verification('asked');
  if (state.waiting === null) metrics.ended(flow, state.outcome ?? '');
  if (ends) metrics.ended(flow, ends.outcome);
  if (claim !== null || (state.waiting === null && isVerifying && state.outcome === 'verified')) metrics.verification('verified');
  for (const entry of trace) {
    const why = failureOf(entry);
    if (why !== null) metrics.stepFailed(flow, entry.step ?? '', why);
  }
}

function failureOf({ call, on, outcome }: TraceEntry): string | null {
  if (call && !call.ok) return call.failure ?? 'call';
  if (on === 'limit') return 'limit';
  return outcome === 'error' ? 'error' : null;
}
