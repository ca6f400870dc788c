import type { Config } from '../../config/config.ts';
import type { ChannelName } from '../../engine/scope.ts';
import { didYouMean } from '../../lib/suggest.ts';
import { EXIT } from '../exit-codes.ts';
import { loadCheckedFlows } from '../load-checked-flows.ts';
import { onlyFlow } from '../only-flow.ts';
import { readConfig } from '../read-config.ts';
import { withScratchApp } from '../scratch-app.ts';
import { Talk } from './talk.ts';

/** The options of `parley chat`. */
export interface ChatOptions {
  readonly from: string;
  readonly channel: ChannelName;
}

/** Talks in the terminal until the input is over. `flow` undefined: whichever the messages start. */
export async function beginChat(flow: string | undefined, options: ChatOptions): Promise<void> {
  const settings = readConfig();
  if (!settings) return;
  const loaded = loadCheckedFlows(settings);
  if (!loaded) return;
  const flows = flow === undefined ? loaded : onlyFlow(loaded, flow);
  if (!flows) {
    const known = loaded.flows.map((one) => one.id);
    process.stderr.write(`There is no flow "${flow}".${didYouMean(flow ?? '', known)} There are: ${known.join(', ')}.\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  const simulated: Config = { ...settings, mode: 'local', twilio: null };
  const talk = new Talk({ ...options, flow: flow ?? null, flows, secrets: Object.values(settings.apiSecrets) });
  await withScratchApp(simulated, flows, talk.overrides, (app) => talk.run(app));
}
