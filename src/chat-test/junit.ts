import type { PlayedFile } from './play-file.ts';

/** A report in the form of JUnit, as CI servers read it. Times are in seconds. */
export function junitReport(files: readonly PlayedFile[]): string {
  const suites = files.map(suite).join('');
  const count = files.reduce((sum, { results, problems }) => sum + results.length + problems.length, 0);
  const failures = files.reduce((sum, file) => sum + failuresOf(file), 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="parley test" tests="${count}" failures="${failures}">\n${suites}</testsuites>\n`;
}

function failuresOf({ results, problems }: PlayedFile): number {
  return results.filter((one) => one.problem !== null).length + problems.length;
}

function suite(file: PlayedFile): string {
  const { results, problems } = file;
  const seconds = results.reduce((sum, one) => sum + one.ms, 0) / 1_000;
  const cases = [
    ...problems.map((problem) => testcase(file.file, 'the file', 0, problem)),
    ...results.map(({ test, ms, problem }) => {
      const place = problem && `${file.file}:${problem.spot.line}:${problem.spot.column} ${problem.message}`;
      return testcase(file.file, test.name, ms, place);
    }),
  ];
  const counts = `tests="${cases.length}" failures="${failuresOf(file)}" errors="0" time="${seconds.toFixed(3)}"`;
  return `  <testsuite name="${escapeXml(file.file)}" ${counts}>\n${cases.join('')}  </testsuite>\n`;
}

function testcase(file: string, name: string, ms: number, problem: string | null): string {
  const head = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(name)}" time="${(ms / 1_000).toFixed(3)}"`;
  if (problem === null) return `${head}/>\n`;
  return `${head}>\n      <failure message="${escapeXml(problem)}">${escapeXml(problem)}</failure>\n    </testcase>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

function escapeXml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- XML has no place for them
  return text.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '\uFFFD').replaceAll(/[&<>"\n]/g, (sign) => ENTITIES[sign] ?? sign);
}
