import type { ConsoleStore } from '../../runtime/console-store.ts';
import type { Figures } from '../../runtime/figures.ts';
import type { FlowFiles } from '../../runtime/flow-files.ts';
import type { LiveFlows } from '../../runtime/live-flows.ts';
import type { Newsroom } from '../../runtime/news.ts';
import type { Clock } from '../../runtime/ports.ts';
import type { Changed, Publisher } from '../../runtime/publisher.ts';
import type { ApiResponse } from '../route.ts';
import { refused } from './answers.ts';
import { problemViews } from './problem-view.ts';

/** What the screens about flows and APIs work with. */
export interface Workplace {
  readonly files: FlowFiles;
  readonly publisher: Publisher;
  /** What is live, and how things stand with the folder. */
  readonly state: () => LiveFlows['state'];
  readonly store: ConsoleStore;
  readonly figures: Figures;
  readonly clock: Clock;
  readonly newsroom: Pick<Newsroom, 'tell'>;
}

/** Why a change was not made. */
export function refusedChange(
  changed: Exclude<Changed, { as: 'live' }>,
  at: { folder: string; file: string; source: string },
): ApiResponse {
  if (changed.as === 'conflict') {
    const message =
      changed.current === null
        ? 'The file was removed while you worked on it.'
        : 'The file was changed while you worked on it, so nothing was written.';
    const error = { code: 'conflict', message, fix: 'Compare it with your text, and save what is to be kept of both.' };
    return { status: 409, body: { error, current: changed.current } };
  }
  if (changed.as === 'faulty') {
    const message = 'The check found errors, so nothing was published.';
    const error = { code: 'faulty', message, fix: 'Mend them and try again.' };
    return { status: 422, body: { error, problems: problemViews(changed.problems, at) } };
  }
  return refused(
    403,
    'read_only',
    'FLOWS_DIR may not be written to by this server, so nothing was saved.',
    'Change the file where it comes from, or let the server write to that folder.',
  );
}
