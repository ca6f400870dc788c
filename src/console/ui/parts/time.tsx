import { useEffect, useState } from 'react';
import { every, now } from '../clock.ts';

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const FULL = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** How long ago a moment was, in words that stay right while they are looked at. */
export function Time({ at }: { readonly at: string }) {
  const [, setRound] = useState(0);
  useEffect(() => every(30_000, () => setRound((count) => count + 1)), []);
  const moment = new Date(at);
  return (
    <time dateTime={at} title={FULL.format(moment)}>
      {agoWords(moment.getTime() - now())}
    </time>
  );
}

/** The time of day, with seconds. */
export function ClockTime({ at }: { readonly at: string }) {
  const moment = new Date(at);
  return (
    <time dateTime={at} title={FULL.format(moment)}>
      {CLOCK.format(moment)}
    </time>
  );
}

/** "5 minutes ago" for -300,000 milliseconds; "just now" for less than a minute either way. */
function agoWords(ms: number): string {
  const [unit, size] = STEPS.find(([, size]) => Math.abs(ms) >= size) ?? [];
  return unit === undefined || size === undefined ? 'just now' : RELATIVE.format(Math.round(ms / size), unit);
}
