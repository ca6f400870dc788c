import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/lib/project-root.ts';

/** The server as `npm run build` makes it, and beside it what is loaded or started for a measurement. */
export interface Build {
  readonly main: string;
  /** The compiled file of a source of ours. */
  compiled(source: URL): string;
  remove(): void;
}

/** Builds what stands in the checkout now, so that nobody measures a build of yesterday. */
export async function build(): Promise<Build> {
  const folder = join(projectRoot(), 'dist', `bench-${process.pid}`);
  const main = join(folder, 'src/main.js');
  const compiler = join(projectRoot(), 'node_modules/.bin/tsc');
  const project = fileURLToPath(new URL('./tsconfig.build.json', import.meta.url));
  await promisify(execFile)(compiler, ['-p', project, '--outDir', folder]).catch((error: unknown) => {
    // What does not type-check is compiled all the same; `npm run typecheck` is there to complain.
    if (!existsSync(main)) throw error;
  });
  return {
    main,
    compiled: (source) => join(folder, relative(projectRoot(), fileURLToPath(source)).replace(/\.ts$/, '.js')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
