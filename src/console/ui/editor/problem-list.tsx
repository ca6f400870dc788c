import './editor.css';
import type { ProblemView } from '../../contract.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import type { Judged } from './use-check.ts';

interface ProblemListProps {
  readonly judged: Judged;
  readonly onJump: (problem: ProblemView) => void;
}

/** What the checker has against a text, each with a way to its place. */
export function ProblemList({ judged: { checked, failure }, onJump }: ProblemListProps) {
  if (failure) return <p className="problem-none">The check did not answer: {failure.message}</p>;
  if (!checked) return <p className="problem-none soft">Checking…</p>;
  if (checked.problems.length === 0) return <p className="problem-none">No problems.</p>;
  return (
    <ul className="problem-list">
      {checked.problems.map((problem) => (
        <li key={`${problem.code} ${problem.offset} ${problem.message}`}>
          <Button small kind="quiet" aria-label={`Go to line ${problem.line}`} onClick={() => onJump(problem)}>
            Line {problem.line}
          </Button>
          <Badge tone={problem.severity === 'error' ? 'bad' : 'warn'}>{problem.severity === 'error' ? 'Error' : 'Warning'}</Badge>
          <span className="grow break">
            {problem.message} <span className="soft">{problem.fix}</span> <code className="soft">{problem.code}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "2 errors, 1 warning", or that there is nothing. */
export function countWords(problems: readonly Pick<ProblemView, 'severity'>[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return problemWords({ errors, warnings: problems.length - errors }) || 'No problems';
}

/** "2 errors, 1 warning"; empty where there are none. */
export function problemWords({ errors, warnings }: { readonly errors: number; readonly warnings: number }): string {
  const say = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`]);
  return [...say(errors, 'error'), ...say(warnings, 'warning')].join(', ');
}
