import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Setting, settingGroups } from '../src/config/env.ts';
import type { StepDefinition } from '../src/engine/step.ts';
import { loadFlows } from '../src/flow/load.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { STEPS } from '../src/steps/index.ts';
import { PERSON, WORLD } from './support/engine.ts';
import {
  blocksOf,
  codeIn,
  exampleFiles,
  foldersOnMap,
  headingsOf,
  linksIn,
  namesOf,
  pathsIn,
  pointersIn,
  readSection,
  writtenPages,
} from './support/papers.ts';

const root = projectRoot();
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const PAPERS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...writtenPages(root)];
const papers = PAPERS.map((file) => ({ file, text: read(file) }));
const readme = read('README.md');
/** Each is loaded by one line of the table in there. */
const commands = namesOf(read('src/cli/commands.ts'), /^ {2}'?([\w-]+)'?: async/gm);
const settings: readonly Setting[] = settingGroups.flatMap((group): readonly Setting[] => group.settings);

/** Made by the build, a start or a test run, so not in a fresh checkout. */
const MADE = ['data/', 'dist/', 'node_modules/', 'my-flows/', '.env'];
/** Files that a page has its reader make. */
const READERS = ['my-flow.json', 'litestream.yml', 'flows/tests/mine.chat.yaml', 'apis/', 'tests/'];
/** What npm does by itself. */
const OF_NPM = ['ci', 'install', 'sbom'];
const isMade = (path: string) => MADE.some((made) => (made.endsWith('/') ? path.startsWith(made) : path === made));
/** Names in capitals that are no settings of ours. */
const OTHER_NAMES = [
  'PG_URL',
  'BY_TYPE',
  'NODE_ENV',
  'NODE_OPTIONS',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'POSTGRES_PASSWORD',
];

describe.each(papers)('$file', ({ file, text }) => {
  it('names only files and folders that exist', () => {
    const examples = new Set(exampleFiles(text).map((one) => one.file));
    const missing = pathsIn(text).filter((path) => !examples.has(path) && !isMade(path) && !READERS.includes(path));
    expect(missing.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names functions that stand in the files named beside them', () => {
    const wrong = pointersIn(text).filter(({ name, files }) => !files.some((one) => new RegExp(`\\b${name}\\b`).test(read(one))));
    expect(wrong).toEqual([]);
  });

  it('names only scripts that npm can run', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = namesOf(text, /\bnpm (?:run (?:-s )?)?([a-z][\w:-]*)/g).filter((name) => !OF_NPM.includes(name));
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('names only commands that the command line has', () => {
    const named = namesOf(text, /\bnpx parley ([a-z]+(?:-[a-z]+)*)/g);
    expect(named.filter((name) => !commands.includes(name))).toEqual([]);
  });

  it('names only settings that exist', () => {
    const known = [...settings.map(({ name }) => name), ...OTHER_NAMES];
    const named = namesOf(codeIn(text), /(?<![\w$.{])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w*])/g);
    expect(named.filter((name) => !known.includes(name) && !name.startsWith('SECRET_'))).toEqual([]);
  });

  it('has only JSON that can be read', () => {
    for (const { body } of blocksOf(text, 'json')) expect(() => JSON.parse(body) as unknown, `${file}: ${body}`).not.toThrow();
  });
});

describe.each(papers)('the links of $file', ({ file, text }) => {
  it('lead to files and headings that there are', () => {
    for (const { to, heading } of linksIn(text)) {
      const target = to === '' ? file : join(dirname(file), to);
      expect(existsSync(join(root, target)), `${file} links to ${to}`).toBe(true);
      if (heading !== null) expect(headingsOf(read(target)), `${file} links to ${to}#${heading}`).toContain(heading);
    }
  });
});

describe('the index of docs', () => {
  it('leads to every page that is written by hand', () => {
    const linked = linksIn(read('docs/README.md')).map(({ to }) => join('docs', to));
    expect(writtenPages(root).filter((page) => page !== 'docs/README.md' && !linked.includes(page))).toEqual([]);
  });
});

describe.each(['SECURITY.md', 'docs/security-asvs.md', 'docs/explanation/what-is-promised.md'])('each claim of %s', (file) => {
  it('points at its test', () => {
    const rows = read(file)
      .split('\n')
      .filter((line) => /^\| (?!-|They could|Requirement|Promise)/.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const tests = (row: string) => pathsIn(row.split(' | ').at(-1) ?? '');
    expect(rows.filter((row) => tests(row).length === 0 || !tests(row).every((path) => /test/.test(path)))).toEqual([]);
  });
});

describe('the flow and the API of the README', () => {
  it('are found fit by the checker, with no warning', () => {
    const files = exampleFiles(readme);
    expect(files.map(({ kind }) => kind).sort()).toEqual(['api', 'flow']);
    const { flows, apis, problems } = loadFlows(files, { allowHosts: [], secrets: null });
    expect(problems).toEqual([]);
    expect(flows.length + apis.size).toBe(2);
  });

  it('are as short as they are said to be', () => {
    for (const { text } of exampleFiles(readme)) expect(text.trim().split('\n').length).toBeLessThanOrEqual(22);
  });
});

describe('the tables of the README', () => {
  it('have a row for each setting, and none for another', () => {
    const rows = settings.map(({ name, fallback, otherwise, about }) => {
      const unset = fallback === undefined ? otherwise : `\`${fallback}\``;
      return `| \`${name}\` | ${unset} | ${about} |`;
    });
    const written = readSection(readme, 'Settings')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(written).toEqual(rows);
  });

  it('have a row for each step type, and none for another', () => {
    const rows = readSection(readme, 'A flow')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const types = rows.map((row) => /^\| `(\w+)`/.exec(row)?.[1] ?? '');
    expect(types.sort()).toEqual(STEPS.map(({ type }): string => type).sort());
  });

  it('have a row for each command', () => {
    const rows = namesOf(readSection(readme, 'Commands'), /^\| `npx parley ([a-z]+(?:-[a-z]+)*)/gm);
    expect(rows.toSorted()).toEqual(commands.toSorted());
  });
});

describe('the map of ARCHITECTURE', () => {
  it('shows every folder of the program, and no other', () => {
    const found = ['db', 'src']
      .flatMap((folder) => [`${folder}/`, ...foldersBelow(folder)])
      .filter((path) => !path.includes('/meta/'));
    const shown = foldersOnMap(readSection(read('ARCHITECTURE.md'), 'The map')).filter((path) => /^(?:db|src)\//.test(path));
    expect(shown.sort()).toEqual(found.sort());
  });
});

describe('the step that CONTRIBUTING writes', () => {
  it('is a step that works', async () => {
    const [block] = blocksOf(read('CONTRIBUTING.md'), 'ts');
    const folder = mkdtempSync(join(tmpdir(), 'parley-papers-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'count.ts');
    writeFileSync(file, (block?.body ?? '').replaceAll("'../../", `'${join(root, 'src')}/`));
    const { count } = (await import(pathToFileURL(file).href)) as { count: StepDefinition };
    const contact = PERSON;
    const scope = { attributes: { tries: 2 }, contact, message: null, flow: { id: 'main', name: 'Main' } };
    const { country, ours, allowedCountries, now } = WORLD;
    const context = { scope, memory: {}, country, ours, allowedCountries, now, words: () => '' };
    const decided = count.step({ attribute: 'tries' }, { type: 'entered' }, context);
    expect(decided).toEqual({ type: 'go', set: { tries: 3 } });
  });
});

function foldersBelow(folder: string): string[] {
  const inside = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return inside.flatMap(({ name }) => [`${folder}/${name}/`, ...foldersBelow(`${folder}/${name}`)]);
}
