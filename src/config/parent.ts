/** True when npm or npx started this process: npm does not pass on that it was asked to end. */
export function isStartedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}
