/** What one check found. `skipped`: it could not be made, because of an earlier one. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
  /** What to do; null when all is well. */
  readonly fix: string | null;
}

/** The checks that fail where Twilio, or the way to it, is at fault. */
export const TWILIO_CHECKS: readonly string[] = ['credentials', 'number'];

export function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message, fix: null };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, state: 'warning', message, fix };
}

export function failed(check: string, message: string, fix: string): Finding {
  return { check, state: 'failed', message, fix };
}

export function skipped(check: string, message: string): Finding {
  return { check, state: 'skipped', message, fix: null };
}
