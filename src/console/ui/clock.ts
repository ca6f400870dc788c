/** The browser's clock, which everything here takes time from. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Runs something once after so many milliseconds, unless it is called off first. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Runs something again and again, until it is called off. */
export function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}
