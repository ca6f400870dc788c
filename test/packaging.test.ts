import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Environment, settings } from '../src/config/env.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { startApp } from './support/app.ts';
import { send } from './support/http.ts';

const root = projectRoot();
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly env_file?: string;
  readonly environment?: Environment;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly tmpfs?: readonly string[];
  readonly stop_grace_period?: string;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
const compose = (file: string) => parse(read(file), { merge: true }) as Compose;
const ours = (file: string) => Object.entries(compose(file).services).filter(([, { build }]) => build !== undefined);

/** The part of the image that runs, and the part before it that builds. */
const [, building = '', running = ''] = read('Dockerfile').split(/^FROM /m);
const copies = (stage: string) =>
  [...stage.matchAll(/^COPY (.+)$/gm)].flatMap(([, words = '']) =>
    words
      .split(' ')
      .filter((word) => !word.startsWith('--'))
      .slice(0, -1),
  );
const commandOf = (line: RegExp, text: string) => JSON.parse(line.exec(text)?.[1] ?? '[]') as string[];

async function statusOf(path: string): Promise<number> {
  const server = await startApp();
  return (await send('GET', `${server.url}${path}`, {}, null)).status;
}

describe.each(['compose.yaml', 'compose.scale.yaml'])('%s', (file) => {
  const { services, volumes } = compose(file);

  it('sets nothing for our servers that is no setting', () => {
    const named = ours(file).flatMap(([, { environment }]) => Object.keys(environment ?? {}));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });

  it('has our servers listen where the others look for them, whatever .env says', () => {
    for (const [, service] of ours(file)) expect(service.environment).toMatchObject({ HOST: '0.0.0.0', PORT: '3000' });
    expect(running).toContain('EXPOSE 3000');
  });

  it('gives our servers a place for what they write beside the database', () => {
    for (const [, service] of ours(file)) expect(service).toMatchObject({ tmpfs: ['/tmp'], stop_grace_period: '20s' });
  });

  it('names only services, volumes and files that there are', () => {
    for (const service of Object.values(services)) {
      for (const other of Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {}))
        expect(Object.keys(services)).toContain(other);
      for (const mount of service.volumes ?? []) {
        const [from = ''] = mount.split(':');
        if (from.startsWith('./')) expect(existsSync(join(root, from)), from).toBe(true);
        else expect(Object.keys(volumes)).toContain(from);
      }
    }
  });
});

describe('compose.scale.yaml and its balancer', () => {
  const caddy = read('deploy/Caddyfile');

  it('have two of our servers, and the balancer sends to both', () => {
    const names = ours('compose.scale.yaml').map(([name]) => `${name}:3000`);
    expect(names).toHaveLength(2);
    expect(/reverse_proxy (.+) \{/.exec(caddy)?.[1]?.split(' ')).toEqual(names);
  });

  it('asks a route that says whether a server is ready', async () => {
    expect(await statusOf(/health_uri (\S+)/.exec(caddy)?.[1] ?? '')).toBe(200);
  });

  it('keeps a browser on one server, where its session is', () => {
    expect(caddy).toMatch(/lb_policy cookie/);
  });
});

describe('the Dockerfile', () => {
  it('copies only what there is', () => {
    const fromCheckout = copies(building);
    expect(fromCheckout).toContain('package-lock.json');
    expect(fromCheckout.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const fromBuild = copies(running).map((path) => path.replace('/app/', ''));
    expect(fromBuild).toEqual(['package.json', 'node_modules', 'dist', 'db', 'schemas', 'flows']);
    const made = ['dist', 'node_modules'];
    expect(fromBuild.filter((path) => !made.includes(path) && !existsSync(join(root, path)))).toEqual([]);
  });

  it('leaves nothing out of the image that it copies', () => {
    const left = read('.dockerignore').split('\n').filter(Boolean);
    expect(copies(building).filter((path) => left.includes(path))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(['.env', 'data', '.git']));
  });

  it('starts what npm start starts', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect(commandOf(/^CMD (\[.+\])$/m, running).join(' ')).toBe(scripts.start);
    expect(existsSync(join(root, 'src/main.ts'))).toBe(true);
  });

  it('asks a route that says whether the server is ready', async () => {
    const [, path = ''] = /PORT\}(\/\w+)`/.exec(running) ?? [];
    expect(await statusOf(path)).toBe(200);
  });

  it('sets nothing that is no setting', () => {
    const [, block = ''] = /^ENV ((?:.+\\\n)*.+)$/m.exec(running) ?? [];
    const named = [...block.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name).filter((name) => name !== 'NODE_ENV');
    expect(named).toContain('DATABASE_URL');
    expect(named.filter((name) => !settings.has(name))).toEqual([]);
  });
});

describe('the systemd unit', () => {
  it('starts what npm start starts', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect(read('deploy/parley.service')).toContain(`ExecStart=/usr/bin/env ${scripts.start}\n`);
  });
});
