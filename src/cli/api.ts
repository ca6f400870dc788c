import { Command, InvalidArgumentError } from 'commander';
import type { ApiAnswer } from '../engine/api.ts';
import type { Attributes, Value } from '../engine/value.ts';
import { didYouMean } from '../lib/suggest.ts';
import { maskDeep } from '../lib/mask.ts';
import { EXIT } from './exit-codes.ts';
import { loadCheckedFlows } from './load-checked-flows.ts';
import { readConfig } from './read-config.ts';
import { withScratchApp } from './scratch-app.ts';

/** `npx parley api try <id>`: calls one API of the catalogue through the very code that flows use. */
export function apiCommand(): Command {
  const tryOne = new Command('try')
    .description('call an API of the catalogue, with its sample attributes')
    .argument('<id>', 'its file name without .json')
    .option('--set <name=value>', 'an attribute; may be given several times', collect, {})
    .option('--json', 'print the answer as JSON')
    .action(tryApi);
  return new Command('api').description('work with the API catalogue').addCommand(tryOne);
}

function collect(pair: string, before: Attributes): Attributes {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}

async function tryApi(id: string, options: { set: Attributes; json?: true }): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const loaded = loadCheckedFlows(config);
  if (!loaded) return;
  const api = loaded.apis.get(id);
  if (!api) {
    const known = [...loaded.apis.keys()];
    process.stderr.write(
      `There is no API "${id}" in ${config.flowsDir}/apis.${didYouMean(id, known)} It has: ${known.join(', ') || 'none'}.\n`,
    );
    process.exitCode = EXIT.usage;
    return;
  }
  const secrets = new Set(loaded.flows.flatMap((flow) => [...flow.secrets]));
  await withScratchApp(config, loaded, {}, async (app) => {
    const attributes = { ...api.sample, ...options.set };
    const answer = hideSecrets(await app.tryApi(api, attributes), attributes, secrets);
    process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : describe(answer));
    if (!answer.ok)
      process.exitCode = answer.failure === 'network' || answer.failure === 'timeout' ? EXIT.network : EXIT.findings;
  });
}

type Shown = Omit<ApiAnswer, 'response'>;

/** What may be printed: attributes that some flow declares secret are hidden, and so are their values wherever they stand. */
function hideSecrets(
  { ok, failure, reason, exchange, saved, missing }: ApiAnswer,
  attributes: Attributes,
  secrets: ReadonlySet<string>,
): Shown {
  const known = { ...attributes, ...saved };
  const values = [...secrets].flatMap((name) =>
    typeof known[name] === 'string' || typeof known[name] === 'number' ? [String(known[name])] : [],
  );
  return maskDeep({ ok, failure, reason, exchange, saved, missing }, values) as Shown;
}

function describe(answer: Shown): string {
  const { exchange, saved, missing } = answer;
  const lines = [
    `${exchange.method} ${exchange.url}`,
    ...(exchange.requestBody === null ? [] : [`  ${exchange.requestBody}`]),
    answer.ok ? `→ ${exchange.status} in ${Math.round(exchange.ms)} ms` : `→ failed (${answer.failure}): ${answer.reason}`,
    ...(exchange.responseBody === null ? [] : [`  ${exchange.responseBody}`]),
    ...Object.entries(saved).map(
      ([name, value]) => `saved ${name} = ${text(value)}${missing.includes(name) ? ' (missing in the answer)' : ''}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function text(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
