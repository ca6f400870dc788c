/** What is wrong with one setting: what happened and why, and what to do next. Neither text holds the value of a secret. */
export interface Problem {
  readonly name: string;
  readonly message: string;
  readonly fix: string;
}

/** All problems as the text printed before exit code 3, without a final line break. */
export function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const blocks = problems.map(({ name, message, fix }) => `${name}\n  ${message}\n  ${fix}`);
  return [`The settings have ${count}:`, ...blocks].join('\n\n');
}
