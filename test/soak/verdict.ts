import { MESSAGES_A_SECOND, type Plan } from './plan.ts';
import type { Found } from './run.ts';
import { lowestOfMinutes, mostOfP99, slopeAnHour, slopeErrorAnHour } from './series.ts';

/** A number that was found. Without `most` and `least` it is only shown. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly most?: number;
  readonly least?: number;
  /** Why it is not judged although it has a bound. */
  readonly unjudged?: string;
  /** What stands behind a number that should be 0. */
  readonly details?: readonly string[];
}

const MB = 1e6;
const MEMORY_AN_HOUR = 2;
const LOOP_P99 = 50;
/** Of the load that was meant to come. */
const LEAST_SHARE = 0.95;

export function figuresOf(found: Found, plan: Plan): Figure[] {
  const { looks, errors } = found;
  const memory = looks.map(({ at, rss }) => ({ at, value: rss / MB }));
  const heaps = looks.map(({ at, heap }) => ({ at, value: heap / MB }));
  const tooShort = plan.judgesSlope ? {} : { unjudged: 'too short to judge' };
  const none = (what: string, details: readonly string[]): Figure => ({
    what,
    value: details.length,
    unit: '',
    most: 0,
    details,
  });
  return [
    { what: 'memory: growth', value: slopeAnHour(memory), unit: 'MB/h', most: MEMORY_AN_HOUR, ...tooShort },
    { what: 'event loop: p99 at most', value: mostOfP99(looks.map(({ loop }) => loop)), unit: 'ms', most: LOOP_P99 },
    none('unhandled rejections, warnings of Node', found.strange),
    none(
      'errors in the log',
      [...errors].map(([message, count]) => `${message} (${count} times)`),
    ),
    none('ends that nobody asked for', found.ends),
    none('what does not agree in the books', found.problems),
    none('garbage that was answered wrongly', found.wrongAnswers),
    { what: 'messages', value: found.messagesASecond, unit: '/s', least: LEAST_SHARE * MESSAGES_A_SECOND },
    { what: 'memory: growth, standard error', value: slopeErrorAnHour(memory), unit: 'MB/h' },
    ...shown(found),
    { what: 'heap: growth of the lowest of each minute', value: slopeAnHour(lowestOfMinutes(heaps)), unit: 'MB/h' },
  ];
}

/** What helps to read the others. */
function shown(found: Found): Figure[] {
  const { looks } = found;
  const [first, last] = [looks[0], looks.at(-1)];
  const mb = (bytes: number | undefined) => (bytes ?? Number.NaN) / MB;
  const count = (what: string, value: number): Figure => ({ what, value, unit: '' });
  return [
    { what: 'event loop: p99 of the worst 5 s', value: Math.max(...looks.map(({ loop }) => loop.p99)), unit: 'ms' },
    { what: 'driver: its own event loop, p99', value: found.driverP99, unit: 'ms' },
    { what: 'memory: first, after the warm-up', value: mb(first?.rss), unit: 'MB' },
    { what: 'memory: last', value: mb(last?.rss), unit: 'MB' },
    { what: 'memory: most', value: mb(Math.max(...looks.map(({ rss }) => rss))), unit: 'MB' },
    count('open files: first', first?.openFiles ?? Number.NaN),
    count('open files: last', last?.openFiles ?? Number.NaN),
    count('kills', found.kills),
    count('conversations', found.conversations),
    count('messages of people', found.messages),
    count('webhooks of them, with those tried again', found.webhookAttempts),
    count('requests without an answer for 15 s', found.givenUp),
    count('texts to people', found.texts),
    count('texts that came twice, flagged', found.repeated),
    count('conversations with a broken API', found.troubles),
    count('requests that were garbage', found.garbage),
    { what: 'database', value: mb(found.database), unit: 'MB' },
  ];
}

/** True when it is within its bounds; a number that could not be found is not. */
export function holds({ value, most, least }: Figure): boolean {
  return !Number.isNaN(value) && value <= (most ?? Number.POSITIVE_INFINITY) && value >= (least ?? Number.NEGATIVE_INFINITY);
}

/** A bound that counts. */
export function isJudged({ most, least, unjudged }: Figure): boolean {
  return (most !== undefined || least !== undefined) && unjudged === undefined;
}

const MOST_DETAILS = 20;

/** What was missed, in words; empty where all is well. */
export function missesOf(figures: readonly Figure[]): string[] {
  return figures
    .filter((figure) => isJudged(figure) && !holds(figure))
    .map((figure) => {
      const bound = figure.most === undefined ? `at least ${figure.least}` : `at most ${figure.most}`;
      const head = `Missed: ${figure.what}: ${Number(figure.value.toPrecision(4))} ${figure.unit}`.trimEnd();
      const details = (figure.details ?? []).slice(0, MOST_DETAILS).map((line) => `  ${line}`);
      return [`${head}, and ${bound} was allowed.`, ...details].join('\n');
    });
}
