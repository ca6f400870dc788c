import type { SourceFile } from './source-files.ts';

/** Looks at all files and gives a line for each breach: where, what, and what to do. */
export type Rule = (files: readonly SourceFile[]) => string[];

interface Row {
  /** A folder, with its slash, or one file. */
  readonly part: string;
  /** What of ours it may import beside itself. */
  readonly may: readonly string[];
  /** What of ours it may import the types of. */
  readonly types?: readonly string[];
}

const INSIDE = [
  'lib',
  'engine',
  'steps',
  'flow',
  'config',
  'runtime',
  'otp',
  'apis',
  'events',
  'channels',
  'console',
  'http',
  'metrics',
].map((name) => `src/${name}/`);
const PORTS = [
  'ports',
  'store',
  'reads',
  'otp-store',
  'event-store',
  'flow-store',
  'dead-letter-store',
  'console-store',
  'figures',
  'cluster',
  'people-store',
  'housekeeping',
].map((name) => `src/runtime/${name}.ts`);
const ADAPTER = { may: ['src/lib/'], types: [...PORTS, 'src/engine/'] };

/** Which part may import which. The first row that fits a file counts. */
const TABLE: readonly Row[] = [
  { part: 'src/lib/', may: [] },
  { part: 'src/engine/', may: ['src/lib/'] },
  { part: 'src/steps/', may: ['src/engine/', 'src/lib/'] },
  { part: 'src/flow/', may: ['src/steps/', 'src/engine/', 'src/lib/'] },
  { part: 'src/runtime/', may: ['src/flow/', 'src/engine/', 'src/lib/'] },
  { part: 'src/config/', may: ['src/lib/'] },
  { part: 'src/otp/policy.ts', may: ['src/lib/'] },
  { part: 'src/otp/', ...ADAPTER },
  { part: 'src/apis/', ...ADAPTER },
  { part: 'src/events/', ...ADAPTER },
  { part: 'src/channels/pacer.ts', ...ADAPTER },
  { part: 'src/channels/shared-pacer.ts', ...ADAPTER, may: ['src/channels/pacer.ts', ...ADAPTER.may] },
  { part: 'src/channels/simulator/', ...ADAPTER },
  // A webhook hands over a message and waits for the answer that the hold collects.
  {
    part: 'src/channels/twilio/',
    may: ['src/lib/'],
    types: [...ADAPTER.types, 'src/runtime/hold.ts', 'src/runtime/received.ts'],
  },
  { part: 'src/metrics/', ...ADAPTER },
  { part: 'db/shared/', ...ADAPTER },
  { part: 'db/sqlite/', ...ADAPTER, may: ['db/shared/', ...ADAPTER.may] },
  { part: 'db/postgres/', ...ADAPTER, may: ['db/shared/', ...ADAPTER.may] },
  { part: 'db/move/', may: ['db/sqlite/', 'db/postgres/', 'src/lib/'] },
  { part: 'db/open-store.ts', may: ['db/', 'src/lib/'], types: ADAPTER.types },
  { part: 'src/console/ui/', may: ['src/console/contract.ts'] },
  { part: 'src/console/contract.ts', may: ['src/lib/', 'src/console/contract/'] },
  { part: 'src/console/contract/', may: ['src/lib/'] },
  {
    part: 'src/console/handlers/',
    may: ['src/runtime/', 'src/flow/', 'src/console/contract.ts', 'src/console/route.ts', 'src/lib/'],
    types: ['src/engine/'],
  },
  { part: 'src/console/', may: ['src/lib/'], types: [...PORTS, 'src/runtime/'] },
  {
    part: 'src/http/',
    may: ['src/console/routes.ts', 'src/channels/twilio/webhook.ts', 'src/lib/'],
    types: [...PORTS, 'src/console/route.ts'],
  },
  { part: 'src/metrics-parts.ts', may: [...INSIDE], types: ['src/core.ts'] },
  { part: 'src/core-parts.ts', may: INSIDE, types: ['db/open-store.ts'] },
  { part: 'src/core.ts', may: [...INSIDE, 'src/core-parts.ts', 'db/open-store.ts'] },
  { part: 'src/app.ts', may: [...INSIDE, 'src/core.ts', 'src/core-parts.ts', 'src/tries/', 'src/metrics-parts.ts'] },
  // A chat that is tried out is one of the terminal, with a screen in place of it.
  {
    part: 'src/tries/',
    may: [
      ...INSIDE,
      'src/core.ts',
      'src/chat-test/',
      'src/cli/scratch-app.ts',
      'src/cli/skippable-clock.ts',
      'src/cli/only-flow.ts',
      'src/cli/chat/api-faults.ts',
    ],
  },
  // Chat tests play against the whole app, as commands do; they share the commands' app without a server.
  { part: 'src/chat-test/', may: [...INSIDE, 'src/core.ts', 'src/cli/scratch-app.ts'] },
  {
    part: 'src/cli/',
    may: [
      ...INSIDE,
      'db/open-store.ts',
      'db/sqlite/backup.ts',
      'db/move/',
      'src/core-parts.ts',
      'src/core.ts',
      'src/app.ts',
      'src/chat-test/',
    ],
  },
  { part: 'src/main.ts', may: [...INSIDE, 'db/open-store.ts', 'src/app.ts', 'src/cli/'] },
];

interface Exemption {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

const EXEMPT: readonly Exemption[] = [
  {
    from: 'db/shared/states.ts',
    to: 'src/engine/state.ts',
    why: 'The column of the status is what the engine says of the state; a second copy of that rule could come to differ.',
  },
];

export const followsTheTable: Rule = (files) =>
  files.flatMap(({ path, imports }) => {
    const row = TABLE.find(({ part }) => isIn(path, part));
    if (row === undefined) return [`${path} is in no part that the table knows. Give its folder a row.`];
    const refused = imports.filter((one) => one.isOurs && !isAllowed(path, row, one) && !isExempt(path, one.to));
    return refused.map(({ to, isType }) => `${path} imports ${isType ? 'types of ' : ''}${to}, which ${row.part} may not.`);
  });

/** A step's own folder, else the row's part, is what a file may import freely. */
function isAllowed(path: string, row: Row, { to, isType }: SourceFile['imports'][number]): boolean {
  const step = /^src\/steps\/[^/]+\//.exec(path)?.[0];
  if ([step ?? row.part, ...row.may].some((part) => isIn(to, part))) return true;
  return isType && (row.types ?? []).some((part) => isIn(to, part));
}

function isIn(path: string, part: string): boolean {
  return part.endsWith('/') ? path.startsWith(part) : path === part;
}

function isExempt(from: string, to: string): boolean {
  return EXEMPT.some((one) => one.from === from && one.to === to);
}

/** An exemption that nobody needs any more would hide the next breach. */
export const needsItsExemptions: Rule = (files) =>
  EXEMPT.filter(({ from, to }) => !files.some((file) => file.path === from && file.imports.some((one) => one.to === to))).map(
    ({ from, to }) => `${from} imports ${to} no more. Take its exemption away.`,
  );

/** Packages, and where they may be named. A package without a row may be named nowhere. */
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  '@codemirror/autocomplete': ['src/console/ui/'],
  '@codemirror/commands': ['src/console/ui/'],
  '@codemirror/lang-json': ['src/console/ui/'],
  '@codemirror/language': ['src/console/ui/'],
  '@codemirror/lint': ['src/console/ui/'],
  '@codemirror/merge': ['src/console/ui/'],
  '@codemirror/search': ['src/console/ui/'],
  '@codemirror/state': ['src/console/ui/'],
  '@codemirror/view': ['src/console/ui/'],
  '@dagrejs/dagre': ['src/console/ui/'],
  '@vitejs/plugin-react': ['src/console/ui/'],
  '@xyflow/react': ['src/console/ui/'],
  react: ['src/console/ui/'],
  'react-dom': ['src/console/ui/'],
  vite: ['src/console/ui/'],
  'better-sqlite3': ['db/sqlite/driver.ts'],
  'drizzle-kit': ['db/'],
  'drizzle-orm': ['db/'],
  bottleneck: ['src/channels/pacer.ts'],
  chokidar: ['src/runtime/watch-folder.ts'],
  commander: ['src/cli/'],
  dotenv: ['src/config/'],
  express: ['src/http/'],
  'graphile-worker': ['db/postgres/'],
  'ipaddr.js': ['src/apis/', 'src/flow/checks/'],
  'jsonc-parser': ['src/flow/', 'src/console/ui/'],
  'libphonenumber-js': ['src/lib/', 'src/config/'],
  liquidjs: ['src/engine/'],
  pg: ['db/postgres/', 'db/move/'],
  pino: ['src/lib/'],
  'prom-client': ['src/metrics/'],
  re2js: ['src/engine/'],
  twilio: ['src/channels/twilio/'],
  undici: ['src/apis/', 'src/events/', 'src/cli/tunnel.ts', 'src/cli/doctor/'],
  yaml: ['src/chat-test/'],
  zod: ['src/engine/', 'src/steps/', 'src/flow/', 'src/console/', 'src/cli/'],
};

export const namesVendorsInTheirPlace: Rule = (files) =>
  files.flatMap(({ path, imports }) =>
    imports.flatMap(({ to, isOurs }) => {
      if (isOurs || to.startsWith('node:')) return [];
      const places = VENDORS[packageOf(to)];
      if (places === undefined) return [`${path} names ${to}, which has no place yet. Give it one.`];
      return places.some((place) => isIn(path, place))
        ? []
        : [`${path} names ${to}, which belongs into ${places.join(' and ')}.`];
    }),
  );

function packageOf(name: string): string {
  const parts = name.split('/');
  return name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? name);
}

/** Files that load themselves over others: each is told once, by its shortest way round. Types load nothing. */
export const hasNoCycles: Rule = (files) => {
  const next = new Map(
    files.map(({ path, imports }) => [path, imports.filter(({ isOurs, isType }) => isOurs && !isType).map(({ to }) => to)]),
  );
  const told = new Set<string>();
  return files.flatMap(({ path }) => {
    const cycle = wayBack(path, next);
    if (cycle === null || cycle.some((one) => told.has(one))) return [];
    for (const one of cycle) told.add(one);
    return [`${[...cycle, path].join(' → ')} is a circle. Move what both need into a file of its own.`];
  });
};

function wayBack(start: string, next: ReadonlyMap<string, readonly string[]>): string[] | null {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const to of next.get(way.at(-1) ?? start) ?? []) {
      if (to === start) return way;
      if (seen.has(to)) continue;
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return null;
}
