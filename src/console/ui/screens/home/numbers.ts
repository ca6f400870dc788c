import type { StatusView } from '../../../contract.ts';

export type FunnelDay = StatusView['funnel'][number];

/** The stages on the way to a verified number, in their order. */
export const STAGES = [
  { id: 'asked', title: 'Asked for a number' },
  { id: 'number_ok', title: 'Gave a good number' },
  { id: 'sent', title: 'Code sent' },
  { id: 'delivered', title: 'Code delivered' },
  { id: 'typed', title: 'Code typed' },
  { id: 'verified', title: 'Verified' },
] as const satisfies readonly { id: keyof FunnelDay; title: string }[];

export type StageId = (typeof STAGES)[number]['id'];

export const NUMBER = new Intl.NumberFormat('en');
const PERCENT = new Intl.NumberFormat('en', { style: 'percent' });
const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' });
const DATE = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** "Mon" for a day as in 2026-03-02. */
export function weekdayOf(day: string): string {
  return WEEKDAY.format(new Date(`${day}T00:00:00Z`));
}

/** "Monday, March 2" for a day as in 2026-03-02. */
export function dateOf(day: string): string {
  return DATE.format(new Date(`${day}T00:00:00Z`));
}

/** How many came so far on all the days. */
export function totalOf(days: readonly FunnelDay[], stage: StageId): number {
  return days.reduce((sum, day) => sum + day[stage], 0);
}

/** "40%", or a dash where there is no whole. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '–' : PERCENT.format(part / whole);
}

/** The number at the top of a plot: the least of 2, 4, 10, 20, 40, 100 and so on that holds all. */
export function topOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return Math.max([1, 2, 4, 10].map((times) => times * power).find((top) => top >= most) ?? most, 2);
}
