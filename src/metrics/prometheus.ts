import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../runtime/ports.ts';

/** What is read only when somebody asks for the page. Each rejects when it cannot be known, and is then left out. */
export interface Samples {
  readonly outbox: () => Promise<Readonly<Record<string, number>>>;
  readonly deadLetters: () => Promise<number>;
  readonly nextJobAt: () => Promise<number | null>;
  /** How full the budgets for codes are. */
  readonly codes: () => Promise<{
    readonly sends: number;
    readonly sendsPerHour: number;
    readonly full: Readonly<Record<string, number>>;
    readonly closed: readonly string[];
  }>;
  readonly commits: () => { readonly groups: number; readonly works: number } | null;
  readonly now: () => number;
}

/** Counts for Prometheus. */
export interface Prometheus extends Metrics {
  readonly type: string;
  page(samples: Samples): Promise<string>;
}

const WAITS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 10];
const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const LATE = [0.01, 0.1, 1, 5, 15, 60, 300, 3_600];
/** A label that people's files or Twilio's codes decide on has at most so many values; what comes after is one. */
const MOST_VALUES = 300;

/** Begins to count, with the process's own figures (memory, CPU, event-loop delay) beside ours. */
export function createPrometheus(): Prometheus {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[]) => new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });
  const few = boundValues();
  const webhooks = histogram(
    'parley_webhook_seconds',
    'Time to the answer of a webhook, held time included.',
    ['kind', 'outcome'],
    WAITS,
  );
  const turns = histogram('parley_turn_commit_seconds', 'Time of the commit of a turn.', ['flow'], QUICK);
  const ended = counter('parley_conversations_ended_total', 'Conversations that ended.', ['flow', 'outcome']);
  const failures = counter('parley_step_errors_total', 'Steps that could not do what they should.', ['flow', 'step', 'why']);
  const calls = histogram('parley_api_call_seconds', 'Time of a call of an API, retries included.', ['api', 'ok'], WAITS);
  const jobs = histogram('parley_job_lateness_seconds', 'How long after it was due a job was taken.', ['kind'], LATE);
  const sends = counter('parley_sends_total', 'Sends by REST, with the code of Twilio.', ['result', 'code']);
  const reports = counter('parley_delivery_reports_total', 'Delivery reports, with the code of Twilio.', ['status', 'code']);
  const stages = counter('parley_verification_total', 'How far people came who were to verify a number.', ['stage']);
  const gauges = createGauges(registers);
  return {
    type: registry.contentType,
    webhook: (kind, outcome, ms) => webhooks.observe({ kind, outcome }, ms / 1_000),
    turn: (flow, ms) => turns.observe({ flow: few('flow', flow) }, ms / 1_000),
    ended: (flow, outcome) => ended.inc({ flow: few('flow', flow), outcome: few('outcome', outcome) }),
    stepFailed: (flow, step, why) => failures.inc({ flow: few('flow', flow), step: few('step', step), why: few('why', why) }),
    called: (api, ok, ms) => calls.observe({ api: few('api', api), ok: String(ok) }, ms / 1_000),
    job: (kind, lateness) => jobs.observe({ kind }, lateness / 1_000),
    sent: (result, code) => sends.inc({ result, code: few('code', codeText(code)) }),
    reported: (status, code) => reports.inc({ status, code: few('code', codeText(code)) }),
    verification: (stage) => stages.inc({ stage }),
    page: async (samples) => {
      await gauges(samples);
      return registry.metrics();
    },
  };
}

function codeText(code: number | null): string {
  return code === null ? '' : String(code);
}

function boundValues(): (label: string, value: string) => string {
  const known = new Map<string, Set<string>>();
  return (label, value) => {
    const values = known.get(label) ?? new Set<string>();
    if (values.has(value)) return value;
    if (values.size >= MOST_VALUES) return 'other';
    known.set(label, values.add(value));
    return value;
  };
}

/** What has a value now, and no history. */
function createGauges(registers: Registry[]): (samples: Samples) => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) => new Gauge({ name, help, labelNames, registers });
  const outbox = gauge('parley_outbox', 'Texts on their way by REST.', ['state']);
  const dead = gauge('parley_dead_letters', 'Jobs that failed for good.');
  const overdue = gauge('parley_job_overdue_seconds', 'How long the most urgent job has been due; 0 when none is.');
  const sends = gauge('parley_codes_last_hour', 'Codes that were sent in the last hour.');
  const limit = gauge('parley_codes_per_hour', 'Codes that may be sent in an hour.');
  const full = gauge('parley_code_budgets_full', 'How many have used up their budget for codes.', ['budget']);
  const closed = gauge('parley_code_country_closed', 'Countries that no code is sent to for now.', ['country']);
  const groups = gauge('parley_commit_groups_total', 'Transactions of the process.');
  const works = gauge('parley_commit_works_total', 'Pieces of work in them: by the transactions, the size of a batch.');
  const quietly = (sample: Promise<unknown>) => sample.catch(() => undefined);
  return async (samples) => {
    const commits = samples.commits();
    if (commits) {
      groups.set(commits.groups);
      works.set(commits.works);
    }
    await Promise.all([
      quietly(
        samples.outbox().then((counts) => Object.entries(counts).forEach(([state, count]) => outbox.set({ state }, count))),
      ),
      quietly(samples.deadLetters().then((count) => dead.set(count))),
      quietly(samples.nextJobAt().then((at) => overdue.set(at === null ? 0 : Math.max(0, (samples.now() - at) / 1_000)))),
      quietly(
        samples.codes().then((codes) => {
          sends.set(codes.sends);
          limit.set(codes.sendsPerHour);
          for (const [budget, count] of Object.entries(codes.full)) full.set({ budget }, count);
          closed.reset();
          for (const country of codes.closed) closed.set({ country }, 1);
        }),
      ),
    ]);
  };
}
