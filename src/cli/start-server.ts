import { createApp } from '../app.ts';
import type { Config } from '../config/config.ts';
import { isStartedByNpm } from '../config/parent.ts';
import { describeError, ParleyError } from '../lib/errors.ts';
import { createLogger } from '../lib/logger.ts';
import { systemClock } from '../runtime/system.ts';
import { EXIT } from './exit-codes.ts';
import { loadCheckedFlows } from './load-checked-flows.ts';
import { readConfig } from './read-config.ts';
import { watchParent } from './watch-parent.ts';

/** Settings → flows → app → wait for a signal → stop. */
export async function startServer(): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const loaded = loadCheckedFlows(config);
  if (!loaded) return;
  const logger = createLogger(config.log);
  try {
    const app = await createApp(config, loaded, logger);
    try {
      const { port } = await app.start();
      // Whoever reads that it runs may end it at once.
      const stop = stopOnSignal(() => app.stop());
      if (isStartedByNpm()) watchParent(systemClock, stop);
      process.stdout.write(welcome(config, port));
    } catch (error) {
      await app.stop();
      throw error;
    }
  } catch (error) {
    const { reason, exit } = explainStart(error, config);
    process.stderr.write(`The server could not start: ${reason}\n`);
    process.exitCode = exit;
  }
}

/** What kept the server from starting, and whose fault it is. */
function explainStart(error: unknown, config: Config): { reason: string; exit: number } {
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE') {
    return {
      reason: `port ${config.port} on ${config.host} is taken. Stop what listens there, or set PORT.`,
      exit: EXIT.configuration,
    };
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return {
      reason: `it may not listen on ${config.host}:${config.port} (${code}). Set HOST and PORT.`,
      exit: EXIT.configuration,
    };
  }
  if (error instanceof ParleyError) return { reason: `${error.message} ${error.fix}`, exit: EXIT.configuration };
  return { reason: describeError(error), exit: EXIT.internal };
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

/** A second signal ends the process at once. Returns what a signal does. */
function stopOnSignal(stop: () => Promise<void>): () => void {
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
  return onSignal;
}
