import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { STEPS } from '../src/steps/index.ts';
import { followsTheTable, hasNoCycles, namesVendorsInTheirPlace, needsItsExemptions, type Rule } from './support/import-rules.ts';
import { readSources, sourceFile } from './support/source-files.ts';
import {
  exportsByName,
  keepsFilesShort,
  keepsThePurePartsPure,
  namesFilesByWhatTheyHold,
  namesFilesInKebabCase,
  needsItsTimekeepers,
  readsSettingsInOnePlace,
  switchesOnNoStepType,
  takesTimeAndChanceFromItsCaller,
} from './support/text-rules.ts';

const everything = readSources(projectRoot(), ['src', 'db', 'test']);
const tests = everything.filter(({ path }) => path.startsWith('test/') || /\.test\.ts$|\/test-[\w-]+\.ts$/.test(path));
const product = everything.filter((file) => !tests.includes(file));

const steps = STEPS.map(({ type }) => type);
const OF_THE_PRODUCT: readonly (readonly [promise: string, rule: Rule])[] = [
  ['imports only what its part may import', followsTheTable],
  ['has no exemption of the table that is not needed', needsItsExemptions],
  ['names each package only in its place', namesVendorsInTheirPlace],
  ['has no circle of imports', hasNoCycles],
  ['reads the environment only in src/config', readsSettingsInOnePlace],
  ['takes time and chance from its caller', takesTimeAndChanceFromItsCaller],
  ['has no exemption of time and chance that is not needed', needsItsTimekeepers],
  ['does no input and output, and never waits, in its pure parts', keepsThePurePartsPure],
  ['switches on no step type', switchesOnNoStepType(steps)],
];
const OF_EVERY_FILE: readonly (readonly [promise: string, rule: Rule])[] = [
  ['is named in kebab-case', namesFilesInKebabCase],
  ['is named by what it holds', namesFilesByWhatTheyHold],
  ['exports by name', exportsByName],
  ['is short', keepsFilesShort],
];

describe('the product', () => {
  it('is what is looked at', () => {
    expect(product.length).toBeGreaterThan(100);
    expect(product.map(({ path }) => path)).toContain('src/main.ts');
    expect(steps).toContain('capture');
  });

  it.each(OF_THE_PRODUCT)('%s', (_promise, rule) => expect(rule(product)).toEqual([]));
});

describe('every file', () => {
  it.each(OF_EVERY_FILE)('%s', (_promise, rule) => expect(rule(everything)).toEqual([]));
});

/** Breaches made up: the rule, the file, a part of what is said of it, and what stands in it. */
const BREACHES: readonly (readonly [rule: Rule, path: string, said: string, text: string])[] = [
  [followsTheTable, 'src/lib/a.ts', 'src/lib/ may not', "import { b } from '../engine/b.ts';"],
  [followsTheTable, 'src/engine/a.ts', 'types of src/steps/b/b.ts', "import type { B } from '../steps/b/b.ts';"],
  [followsTheTable, 'src/steps/a/a.ts', 'imports src/steps/b/b.ts', "import { b } from '../b/b.ts';"],
  [followsTheTable, 'src/flow/a.ts', 'imports src/runtime/b.ts', "export { b } from '../runtime/b.ts';"],
  [followsTheTable, 'src/runtime/a.ts', 'imports src/apis/b.ts', "const b = await import('../apis/b.ts');"],
  [followsTheTable, 'src/apis/a.ts', 'imports src/runtime/hold.ts', "import { Hold } from '../runtime/hold.ts';"],
  [followsTheTable, 'src/apis/a.ts', 'imports src/engine/template.ts', "import { compile } from '../engine/template.ts';"],
  [followsTheTable, 'src/otp/policy.ts', 'src/otp/policy.ts may not', "import type { Clock } from '../runtime/ports.ts';"],
  [followsTheTable, 'db/sqlite/a.ts', 'imports db/postgres/b.ts', "import '../postgres/b.ts';"],
  [followsTheTable, 'src/channels/twilio/a.ts', 'imports src/channels/simulator/b.ts', "import { b } from '../simulator/b.ts';"],
  [followsTheTable, 'src/http/a.ts', 'imports src/runtime/conversations.ts', "import { b } from '../runtime/conversations.ts';"],
  [followsTheTable, 'src/app.ts', 'imports src/cli/b.ts', "import { b } from './cli/b.ts';"],
  [followsTheTable, 'src/cli/a.ts', 'imports test/support/b.ts', "import { b } from '../../test/support/b.ts';"],
  [followsTheTable, 'src/new/a.ts', 'is in no part', ''],
  [namesVendorsInTheirPlace, 'src/runtime/a.ts', 'belongs into db/', "import { eq } from 'drizzle-orm/sqlite-core';"],
  [namesVendorsInTheirPlace, 'src/http/a.ts', 'belongs into src/channels/twilio/', "import type { Twilio } from 'twilio';"],
  [namesVendorsInTheirPlace, 'src/lib/a.ts', 'no place yet', "import '@scope/unheard-of/part';"],
  [hasNoCycles, 'src/lib/a.ts', 'is a circle', "import { a } from './a.ts';"],
  [readsSettingsInOnePlace, 'src/apis/a.ts', 'only src/config', 'const port = process . env.PORT;'],
  [readsSettingsInOnePlace, 'src/apis/a.ts', 'only src/config', 'const { env } = process;'],
  [readsSettingsInOnePlace, 'src/apis/a.ts', 'imports node:process', "import { env } from 'node:process';"],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'Date.now', 'const at = Date.now();'],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'injected Clock', 'const at = `${new Date()}`;'],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'injected Clock', 'const at = new Date;'],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'setTimeout', 'setTimeout(run, 5);'],
  [
    takesTimeAndChanceFromItsCaller,
    'src/engine/a.ts',
    'setTimeout',
    "import { setTimeout as wait } from 'node:timers/promises';",
  ],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'randomUUID', 'const id = crypto.randomUUID();'],
  [takesTimeAndChanceFromItsCaller, 'src/engine/a.ts', 'Math.random', 'const at = /x/.test(y) ? 1 : Math.random();'],
  [keepsThePurePartsPure, 'src/engine/a.ts', 'no input and output', "import { readFileSync } from 'node:fs';"],
  [keepsThePurePartsPure, 'src/steps/a/a.ts', 'never waits', 'const step = async () => go();'],
  [switchesOnNoStepType(['delay']), 'src/flow/a.ts', 'a folder and a line', 'switch (step.type) {'],
  [switchesOnNoStepType(['delay']), 'src/flow/a.ts', 'has a case "delay"', "case 'delay':"],
  [switchesOnNoStepType(['delay']), 'src/flow/a.ts', 'nobody asks', "if (step.type === 'delay') wait();"],
  [namesFilesInKebabCase, 'src/lib/readCode.ts', 'kebab-case', ''],
  [namesFilesByWhatTheyHold, 'src/lib/string-utils.ts', 'says nothing', ''],
  [exportsByName, 'src/lib/a.ts', 'by name', 'export default 1;'],
  [exportsByName, 'src/lib/a.ts', 'by name', 'export { a as default };'],
  [keepsFilesShort, 'src/lib/a.ts', 'may have 300', 'a;\n'.repeat(301)],
  [keepsFilesShort, 'src/main.ts', 'may have 39', 'a;\n'.repeat(40)],
];

/** What looks like a breach and is none. */
const FINE: readonly (readonly [rule: Rule, path: string, text: string])[] = [
  [followsTheTable, 'src/steps/a/a.ts', "import { b } from './kinds/b.ts';"],
  [followsTheTable, 'src/steps/index.ts', "import { a } from './a/a.ts';"],
  [followsTheTable, 'src/apis/a.ts', "import { type Clock, type Random } from '../runtime/ports.ts';"],
  [followsTheTable, 'src/lib/a.ts', "// import { b } from '../engine/b.ts';\nconst text = \"import '../engine/b.ts'\";"],
  [hasNoCycles, 'src/lib/a.ts', "import type { A } from './a.ts';"],
  [readsSettingsInOnePlace, 'src/config/a.ts', 'const port = process.env.PORT;'],
  [readsSettingsInOnePlace, 'src/cli/a.ts', 'const cwd = process.cwd(); // not process.env'],
  [
    takesTimeAndChanceFromItsCaller,
    'src/engine/a.ts',
    "const at = new Date(5); socket.setTimeout(5); const text = 'Date.now()';",
  ],
  [
    takesTimeAndChanceFromItsCaller,
    'src/engine/a.ts',
    'const at = `Date.now() ${"Math.random()"}`; const quote = /[\'"]/; // setTimeout()',
  ],
  [switchesOnNoStepType(['delay']), 'src/flow/a.ts', "switch (issue.code) { case 'too_small': }"],
  [exportsByName, 'db/sqlite/drizzle.config.ts', 'export default {};'],
  [keepsFilesShort, 'src/lib/a.ts', 'a;\n'.repeat(300)],
];

describe('the rules', () => {
  it.each(BREACHES)('%o finds a breach in %s: %s', (rule, path, said, text) => {
    const found = rule([sourceFile(path, text)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(said);
    expect(found[0]).toContain(path);
  });

  it.each(FINE)('%o has nothing to say of what is fine in %s', (rule, path, text) => {
    expect(rule([sourceFile(path, text)])).toEqual([]);
  });

  it('find a circle over several files, and tell it once', () => {
    const files = [
      sourceFile('src/lib/a.ts', "import { b } from './b.ts';"),
      sourceFile('src/lib/b.ts', "export * from './c.ts';"),
      sourceFile('src/lib/c.ts', "import './a.ts';"),
    ];
    expect(hasNoCycles(files)).toEqual([
      'src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → src/lib/a.ts is a circle. Move what both need into a file of its own.',
    ]);
  });

  it('find an exemption that nobody needs', () => {
    const nothing = [sourceFile('src/lib/a.ts', '')];
    expect(needsItsExemptions(nothing)).not.toEqual([]);
    expect(needsItsTimekeepers(nothing)).not.toEqual([]);
  });

  it('read code, and neither comments nor what stands in quotes', () => {
    const text = "#!/usr/bin/env node\na = 'b' /* c */ + `d${{ e: `f${g}` }}h` / i / /j'/ // k\n";
    const code = sourceFile('src/lib/a.ts', text).code;
    expect(code).toHaveLength(text.length);
    expect(code.replace(/ +/g, ' ')).toBe(" \na = ' ' + ` ${{ e: ` ${g}` }} ` / i / / / \n");
  });
});
