import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { Asked, Sender, TwilioAccount, Webhooks } from '../channels/twilio/account.ts';
import type { Config } from '../config/config.ts';
import { agrees } from './agrees.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';
import { findTunnel } from './tunnel.ts';
import { accountOf } from './twilio-account.ts';
import { describeWebhooks, sameWebhooks, webhooksFor } from './webhook-address.ts';

interface Flags {
  readonly yes?: true;
  readonly url?: string;
  readonly ngrokApi: string;
}

/** `npx parley connect`: points the number's or service's webhooks at this server, after showing what was there and asking. */
export function connectCommand(): Command {
  return new Command('connect')
    .description("set the webhooks of our Twilio number or Messaging Service to this server's address")
    .option('--url <address>', 'the address (default: a running ngrok tunnel to our port, else PUBLIC_URL)')
    .option('--yes', 'do not ask')
    .option('--ngrok-api <address>', "where ngrok's own API is", 'http://127.0.0.1:4040')
    .action(connect);
}

/** `npx parley disconnect`: puts back what `connect` found. */
export function disconnectCommand(): Command {
  return new Command('disconnect')
    .description('put back the webhooks that "connect" replaced')
    .option('--yes', 'do not ask')
    .action(disconnect);
}

const remembered = z.object({
  sid: z.string(),
  webhooks: z.object({ url: z.string(), fallbackUrl: z.string(), statusCallback: z.string().nullable() }),
});

async function connect(flags: Flags): Promise<void> {
  const opened = await openSender();
  if (!opened) return;
  const { config, account, sender } = opened;
  const tunnel = flags.url === undefined ? await findTunnel(flags.ngrokApi, config.port) : null;
  const address = (flags.url ?? tunnel ?? config.publicUrl).replace(/\/+$/, '');
  const wanted = webhooksFor(address);
  if (address !== config.publicUrl) {
    say(
      `Signatures are checked against PUBLIC_URL, which is ${config.publicUrl}. Put this line into .env and start again, or every webhook is refused:\n  PUBLIC_URL=${address}`,
    );
  }
  if (sameWebhooks(sender.webhooks, wanted)) return say(`${titleOf(sender)} already leads to ${address}.`);
  say(
    `${titleOf(sender)} has now:\n${describeWebhooks(sender.webhooks)}\nIt would get:\n${describeWebhooks(shownFor(sender, wanted))}`,
  );
  if (!(await agreed(flags))) return;
  // What stood there before the first "connect" is what "disconnect" is to put back.
  if (!existsSync(memoryFile(config))) remember(config, sender);
  if (await change(account, sender, wanted))
    say(`Done. ${titleOf(sender)} now leads to ${address}. "npx parley disconnect" puts the old ones back.`);
}

async function disconnect(flags: { readonly yes?: true }): Promise<void> {
  const opened = await openSender();
  if (!opened) return;
  const { config, account, sender } = opened;
  const before = recall(config);
  if (before?.sid !== sender.sid) {
    say(`"connect" has not changed ${titleOf(sender)} from here, so there is nothing to put back.`);
    process.exitCode = EXIT.findings;
    return;
  }
  say(
    `${titleOf(sender)} has now:\n${describeWebhooks(sender.webhooks)}\nIt would get back:\n${describeWebhooks(before.webhooks)}`,
  );
  if (!(await agreed(flags))) return;
  if (!(await change(account, sender, before.webhooks))) return;
  rmSync(memoryFile(config));
  say('Done.');
}

/** The settings, the account and its sender; or null, with the reason on stderr and the exit code set. */
async function openSender(): Promise<{ config: Config; account: TwilioAccount; sender: Sender } | null> {
  const config = readConfig();
  if (!config) return null;
  if (!config.twilio) {
    say(
      'No Twilio account is set, so there is nothing to connect. Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM_NUMBER in .env.',
    );
    process.exitCode = EXIT.configuration;
    return null;
  }
  const account = accountOf(config.twilio);
  const sender = taken(await account.sender());
  if (sender === undefined) return null;
  if (sender) return { config, account, sender };
  const missing = config.twilio.fromNumber ?? 'TWILIO_FROM_NUMBER (not set)';
  say(`The account has no number ${missing}. Check TWILIO_FROM_NUMBER against the numbers in Twilio's console.`);
  process.exitCode = EXIT.network;
  return null;
}

async function change(account: TwilioAccount, sender: Sender, webhooks: Webhooks): Promise<boolean> {
  return taken(await account.setWebhooks(sender, webhooks)) !== undefined;
}

/** The value; or undefined, with the reason on stderr and the exit code set. */
function taken<Value>(asked: Asked<Value>): Value | undefined {
  if (asked.ok) return asked.value;
  const fix = asked.unauthorized ? ' Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.' : '';
  say(`Twilio could not be asked: ${asked.reason}${fix}`);
  process.exitCode = EXIT.network;
  return undefined;
}

async function agreed(flags: { readonly yes?: true }): Promise<boolean> {
  return flags.yes === true || agrees('Change it?');
}

function memoryFile({ database }: Config): string {
  const folder = database.kind === 'sqlite' ? dirname(database.file) : resolve('data');
  return join(folder, 'webhooks-before-connect.json');
}

function remember(config: Config, { sid, webhooks }: Sender): void {
  const file = memoryFile(config);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ sid, webhooks }, null, 2)}\n`);
}

function recall(config: Config): z.output<typeof remembered> | null {
  try {
    return remembered.parse(JSON.parse(readFileSync(memoryFile(config), 'utf8')));
  } catch {
    return null;
  }
}

function shownFor(sender: Sender, webhooks: Webhooks): Webhooks {
  return sender.kind === 'number' ? { ...webhooks, statusCallback: null } : webhooks;
}

function titleOf({ kind, name, sid }: Sender): string {
  return `${kind === 'number' ? 'The number' : 'The Messaging Service'} ${name} (${sid})`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
