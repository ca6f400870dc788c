import type { FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';

/** Steps that cannot work without a setting have it. `settings` are the names that are set; undefined when nobody can tell. */
export function checkUnsetSettings(flow: FlowOutline, settings: ReadonlySet<string> | undefined): Finding[] {
  if (!settings) return [];
  return flow.steps.flatMap((step) =>
    (step.ask((one, config) => one.needs?.(config)) ?? [])
      .filter(({ setting }) => !settings.has(setting))
      .map(({ setting, path }) => ({
        code: 'unset-setting',
        path: ['steps', step.index, ...path],
        message: `${setting} is not set here, and this step cannot work without it.`,
        fix: `Set ${setting} in .env or in the environment of the server.`,
      })),
  );
}
