import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Core, type CoreOverrides, createCore } from '../core.ts';
import type { Config } from '../config/config.ts';
import type { Loaded } from '../flow/load.ts';
import { createLogger } from '../lib/logger.ts';

/**
 * Runs something against an app of its own: it does not listen, and its database is gone afterwards.
 * A server that runs beside it, and its data, are not touched.
 */
export async function withScratchApp(
  config: Config,
  flows: Loaded,
  overrides: CoreOverrides,
  run: (app: Core) => Promise<void>,
): Promise<void> {
  const folder = makeFolder();
  try {
    const scratch: Config = { ...config, database: { kind: 'sqlite', file: join(folder, 'scratch.db') }, events: null };
    const app = await createCore(scratch, flows, createLogger({ level: 'error', format: 'pretty' }), overrides);
    try {
      await app.recover();
      await app.start();
      await run(app);
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing of it is to outlive the process, so it lies in memory where the system has a place for that: every commit waits for it. */
function makeFolder(): string {
  try {
    return mkdtempSync('/dev/shm/parley-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'parley-'));
  }
}
