const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const FORM = /^(\d{1,15})(ms|s|m|h|d)$/;

/** Reads a whole number with a unit (`500ms`, `5s`, `10m`, `24h`, `7d`) as milliseconds; null for any other form. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = FORM.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const ms = Number(digits) * (UNITS.get(unit) ?? Number.NaN);
  return Number.isSafeInteger(ms) ? ms : null;
}

/**
 * Writes milliseconds in the largest unit that says them exactly, so that `parseDuration` reads the same number back.
 * One day is `24h`, longer whole days are `2d` and so on; fractions are rounded and a negative number counts as 0.
 */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole === 0) return '0s';
  if (whole >= 172_800_000 && whole % 86_400_000 === 0) return `${whole / 86_400_000}d`;
  if (whole % 3_600_000 === 0) return `${whole / 3_600_000}h`;
  if (whole % 60_000 === 0) return `${whole / 60_000}m`;
  if (whole % 1_000 === 0) return `${whole / 1_000}s`;
  return `${whole}ms`;
}
