import { plainReason } from '../issue-words.ts';
import type { Finding } from '../problem.ts';
import { placeOf } from '../reads.ts';
import type { Found } from '../templates-in.ts';
import { EMPTY_SCOPE } from './plausible-scope.ts';

/** A template that fails even where nothing has a value would end every conversation that comes to it. */
export function checkRuns(templates: readonly Found[], document: unknown): Finding[] {
  return templates.filter(canFail).flatMap((found) => {
    const why = whyItFails(found);
    if (why === null) return [];
    return [
      {
        code: 'failing-template',
        path: placeOf(found, document).path,
        message: plainReason(`This template reads well, but fails when it runs: ${why}`),
        fix: 'Write it without files, without endless lists, and with values that its filters take.',
      },
    ];
  });
}

/** Names alone cannot fail; only tags and filters, and conditions, whose templates are hidden inside, can. */
function canFail({ source }: Found): boolean {
  return source === undefined || /\{%|\|/.test(source);
}

function whyItFails(found: Found): string | null {
  try {
    found.run(EMPTY_SCOPE);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
