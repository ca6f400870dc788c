import { createRequire } from 'node:module';
import type { buildConnector as BuildConnector, Pool as PoolClass } from 'undici';

const load = createRequire(import.meta.url);

/**
 * The two parts of undici that calls are made with, each from its own file. The index of the package reads fetch,
 * WebSockets, caches and mocks as well: 8 MB of memory and a tenth of the time of a start.
 */
export const Pool = load('undici/lib/dispatcher/pool.js') as typeof PoolClass;
export const buildConnector = load('undici/lib/core/connect.js') as typeof BuildConnector;
