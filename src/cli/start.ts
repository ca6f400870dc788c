import { Command } from 'commander';
import { createApp } from '../app.ts';
import type { Config } from '../config/config.ts';
import { formatProblem } from '../flow/problem.ts';
import { describeError } from '../lib/errors.ts';
import { createLogger } from '../lib/logger.ts';
import { EXIT } from './exit-codes.ts';
import { loadCheckedFlows } from './load-checked-flows.ts';
import { readConfig } from './read-config.ts';

/** `npx parley start`: the same as `npm start`. */
export function startCommand(): Command {
  return new Command('start').description('start the server').action(startServer);
}

/** Settings → flows → app → wait for a signal → stop. */
export async function startServer(): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const { loaded, errors } = loadCheckedFlows(config);
  if (errors.length > 0) {
    process.stderr.write(
      `${errors.map(formatProblem).join('\n')}\nThe server does not start with ${errors.length} ${errors.length === 1 ? 'error' : 'errors'} in its flows.\n`,
    );
    process.exitCode = EXIT.findings;
    return;
  }
  const logger = createLogger(config.log);
  try {
    const app = await createApp(config, loaded, logger);
    const { port } = await app.start();
    process.stdout.write(welcome(config, port));
    stopOnSignal(() => app.stop());
  } catch (error) {
    process.stderr.write(`The server could not start: ${describeError(error)}\n`);
    process.exitCode = EXIT.internal;
  }
}

function welcome(config: Config, port: number): string {
  const here = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`;
  const lines =
    config.mode === 'local'
      ? [
          'Parley runs in local mode: no Twilio account is set, so phones are simulated and nothing leaves this machine.',
          `  Console    ${here}/console#token=${config.adminTokens}`,
          `  Simulator  POST ${here}/api/v1/simulator/messages {"from":"+14155550100","text":"hi"} with "Authorization: Bearer <token>"`,
          `  Webhook    ${here}/webhooks/twilio (answers once Twilio's variables are set: see .env.example)`,
          '  Chat       npx parley chat',
        ]
      : [
          'Parley is live.',
          `  Console    ${config.publicUrl}/console`,
          `  Webhook    ${config.publicUrl}/webhooks/twilio`,
          '  Chat       npx parley chat   (a simulated phone; nothing leaves this machine)',
        ];
  return `${lines.join('\n')}\n`;
}

/** A second signal ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(EXIT.internal);
    stopping = true;
    stop().then(
      () => process.exit(EXIT.ok),
      (error: unknown) => {
        process.stderr.write(`The server did not stop cleanly: ${describeError(error)}\n`);
        process.exit(EXIT.internal);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
