import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp, type Overrides } from '../app.ts';
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
  overrides: Overrides,
  run: (app: App) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'));
  try {
    const scratch: Config = { ...config, database: { kind: 'sqlite', file: join(folder, 'scratch.db') } };
    const app = await createApp(scratch, flows, createLogger({ level: 'error', format: 'pretty' }), overrides);
    try {
      await app.start({ listen: false });
      await run(app);
    } finally {
      await app.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
