import { Command, Option } from 'commander';
import type { ChatOptions } from './chat/begin-chat.ts';

const YOU = '+14155550100';

/** `npx parley chat [flow]`: a simulated phone in the terminal. Nothing leaves the machine but calls of APIs, and nothing is kept. */
export function chatCommand(): Command {
  return new Command('chat')
    .description('talk to a flow in the terminal')
    .argument('[flow]', 'the id of a flow; default: whichever the messages start')
    .option('--from <number>', 'the number you text from', YOU)
    .addOption(new Option('--channel <name>', 'how you text').choices(['sms', 'whatsapp']).default('sms'))
    .action(async (flow: string | undefined, options: ChatOptions) =>
      (await import('./chat/begin-chat.ts')).beginChat(flow, options),
    );
}
