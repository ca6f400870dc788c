/**
 * Tells whether a test must be left out, for `skipIf`, and prints why: a test runner counts what it skips and says no more.
 * @param missing whether something that the test needs is not there
 * @param reason what is missing and what is left out for it, as one sentence
 */
export function leftOut(missing: boolean, reason: string): boolean {
  if (missing) process.stderr.write(`Skipped: ${reason}\n`);
  return missing;
}
