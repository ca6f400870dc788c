import type { Config } from '../config/config.ts';
import { type Loaded, loadFlows } from '../flow/load.ts';
import type { Problem } from '../flow/problem.ts';
import { readSources } from '../flow/source.ts';

/** The flows of the settings' folder, with the errors that keep them from being served. */
export function loadCheckedFlows(config: Config): { readonly loaded: Loaded; readonly errors: readonly Problem[] } {
  const secrets = new Set(Object.keys(config.apiSecrets));
  const loaded = loadFlows(readSources(config.flowsDir), { allowHosts: config.apiAllowHosts, secrets });
  return { loaded, errors: loaded.problems.filter((problem) => problem.severity === 'error') };
}
