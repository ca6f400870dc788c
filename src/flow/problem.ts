/** One thing wrong with a flow or an API. `code` is stable, lines and columns count from 1. */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and why. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** A problem before its place in the file is known: `path` leads to the value, `key` to one of its keys. */
export interface Finding {
  readonly code: string;
  readonly severity?: 'warning';
  readonly path: readonly (string | number)[];
  /** Points at this key of the object at `path` instead of at the value. */
  readonly key?: string;
  readonly message: string;
  readonly fix: string;
}

/** One line a problem: `file:line:column CODE what is wrong. What to do.` */
export function formatProblem(problem: Problem): string {
  const mark = problem.severity === 'warning' ? 'warning ' : '';
  return `${problem.file}:${problem.line}:${problem.column} ${mark}${problem.code} ${problem.message} ${problem.fix}`;
}
