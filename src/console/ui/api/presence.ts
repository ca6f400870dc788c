import { now } from '../clock.ts';

const AWAY_AFTER_MS = 60_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'];
// Whoever loads the page is there.
const seen = { at: now() };

for (const sign of SIGNS) {
  window.addEventListener(sign, () => void (seen.at = now()), { capture: true, passive: true });
}

/** False when nobody has touched the page for a minute: what it then asks for by itself must not keep the session alive. */
export function isSomebodyThere(): boolean {
  return now() - seen.at < AWAY_AFTER_MS;
}
