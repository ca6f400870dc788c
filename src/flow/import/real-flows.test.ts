import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftOut } from '../../../test/support/skip.ts';
import { problemsOf } from '../../../test/support/studio.ts';
import { projectRoot } from '../../lib/project-root.ts';
import { importStudio } from './studio.ts';

const FOLDER = join(projectRoot(), '../shared/data/studio');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
const left = leftOut(files.length === 0, `there are no real flows of Studio to import in ${FOLDER}.`);

describe.skipIf(left)('a flow that somebody made in Studio', () => {
  it.each(files)('%s passes the checker with no error, or is refused with a reason', (name) => {
    const result = importStudio(readFileSync(join(FOLDER, name), 'utf8'), { id: name.replace('.json', ''), others: [] });
    if (!result.ok) return expect(result.refusal.reason).not.toBe('');
    expect(problemsOf(result).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(result.report.states.some(({ steps }) => steps.length > 0)).toBe(true);
  });
});
