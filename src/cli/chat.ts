import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { App } from '../app.ts';
import type { Config } from '../config/config.ts';
import { parseDuration } from '../lib/duration.ts';
import { didYouMean } from '../lib/suggest.ts';
import { onlyFlow } from './only-flow.ts';
import { EXIT } from './exit-codes.ts';
import { loadCheckedFlows } from './load-checked-flows.ts';
import { paint } from './paint.ts';
import { readConfig } from './read-config.ts';
import { withScratchApp } from './scratch-app.ts';
import { SkippableClock } from './skippable-clock.ts';

const YOU = '+14155550100';
const HELP = 'Type a message and press Enter. /wait 5s skips time, /attrs shows the attributes, /quit leaves.';

/** `npx parley chat [flow]`: a simulated phone in the terminal. Nothing leaves the machine, and nothing is kept. */
export function chatCommand(): Command {
  return new Command('chat')
    .description('talk to a flow in the terminal')
    .argument('[flow]', 'the id of a flow; default: whichever the messages start')
    .option('--from <number>', 'the number you text from', YOU)
    .action(chat);
}

async function chat(flow: string | undefined, options: { from: string }): Promise<void> {
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
  const clock = new SkippableClock();
  const simulated: Config = { ...settings, mode: 'local', twilio: null };
  await withScratchApp(simulated, flows, { clock }, (app) => talk(app, clock, options.from));
}

async function talk(app: App, clock: SkippableClock, from: string): Promise<void> {
  const lines = createInterface({
    input: process.stdin,
    prompt: paint.you('you  '),
    ...(process.stdin.isTTY ? { output: process.stdout } : {}),
  });
  const say = (line: string) => {
    process.stdout.write(`${process.stdin.isTTY ? '\r\u001b[K' : ''}${line}\n`);
    if (process.stdin.isTTY) lines.prompt(true);
  };
  app.simulator?.onDelivered((one) => {
    say(one.to === from ? paint.bot(`bot  ${one.text}`) : paint.outbox(`text to ${one.to}: ${one.text}`));
  });
  say(paint.quiet(HELP));
  for await (const line of lines) {
    if (line === '/quit') break;
    if (line.startsWith('/')) await command(line, app, clock, from, say);
    else void app.phones?.text({ from, channel: 'sms', text: line });
    if (process.stdin.isTTY) lines.prompt();
  }
  await untilQuiet(app, clock, from);
}

/** The input is over: what is under way is still shown. */
async function untilQuiet(app: App, clock: SkippableClock, from: string): Promise<void> {
  const busy = async () =>
    (await app.reads.listConversations({ address: from, state: 'busy', before: null, limit: 1 })).items.length > 0;
  do {
    await new Promise<void>((resolve) => void clock.after(100, resolve));
  } while (await busy());
}

async function command(line: string, app: App, clock: SkippableClock, from: string, say: (line: string) => void): Promise<void> {
  const [name, argument = ''] = line.slice(1).split(/\s+/, 2);
  if (name === 'wait') {
    const ms = parseDuration(argument);
    if (ms === null) say(paint.quiet('Write /wait and a duration, as in /wait 5s.'));
    else clock.skip(ms);
  } else if (name === 'attrs') {
    const page = await app.reads.listConversations({ address: from, state: null, before: null, limit: 1 });
    const detail = page.items[0] ? await app.reads.readConversation({ id: page.items[0].id }) : null;
    say(paint.quiet(JSON.stringify(detail?.attributes ?? {}, null, 2)));
  } else {
    say(paint.quiet(`There is no command "/${name}". ${HELP}`));
  }
}
