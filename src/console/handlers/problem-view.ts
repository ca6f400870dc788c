import { relative, sep } from 'node:path';
import type { Problem } from '../../flow/problem.ts';
import { spanAt } from '../../flow/spans.ts';
import type { ProblemView } from '../contract.ts';

/** Problems of one text, with what stands there. One of another file is told at the beginning. */
export function problemViews(problems: readonly Problem[], at: { folder: string; file: string; source: string }): ProblemView[] {
  return problems.map(({ code, severity, file, line, column, message, fix }) => {
    if (file === at.file) return { code, severity, line, column, ...spanAt(at.source, line, column), message, fix };
    return {
      code,
      severity,
      line: 1,
      column: 1,
      offset: 0,
      length: 0,
      message: `${shownPath(at.folder, file)}: ${message}`,
      fix,
    };
  });
}

/** How many there are of each kind in a file. */
export function countProblems(problems: readonly Problem[], file: string): { errors: number; warnings: number } {
  const own = problems.filter((one) => one.file === file);
  const errors = own.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: own.length - errors };
}

/** A file's path from the folder of flows; "." for the folder itself. */
export function shownPath(folder: string, file: string): string {
  return file === '.' ? file : relative(folder, file).split(sep).join('/') || '.';
}
