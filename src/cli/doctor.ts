import { Command } from 'commander';
import { type Finding, TWILIO_CHECKS } from './doctor/finding.ts';
import { checkDatabase, checkFlows } from './doctor/local-checks.ts';
import { checkTwilio } from './doctor/twilio-checks.ts';
import { EXIT } from './exit-codes.ts';
import { readConfig } from './read-config.ts';

/** `npx parley doctor`: what keeps this installation from working, each with its fix. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check settings, database, flows, Twilio, the number, the webhook address and the clock')
    .option('--json', 'print the findings as one JSON object')
    .action(examine);
}

async function examine(flags: { readonly json?: true }): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const settings: Finding = {
    check: 'settings',
    state: 'ok',
    message: `All settings can be read; ${config.mode} mode.`,
    fix: null,
  };
  const findings = [settings, await checkDatabase(config), checkFlows(config), ...(await checkTwilio(config))];
  const failures = findings.filter(({ state }) => state === 'failed');
  if (flags.json) process.stdout.write(`${JSON.stringify({ ok: failures.length === 0, checks: findings }, null, 2)}\n`);
  else process.stdout.write(findings.map(describe).join(''));
  process.stderr.write(
    failures.length === 0 ? 'Nothing here keeps it from working.\n' : `${failures.length} of ${findings.length} checks failed.\n`,
  );
  if (failures.some(({ check }) => TWILIO_CHECKS.includes(check))) process.exitCode = EXIT.network;
  else if (failures.length > 0) process.exitCode = EXIT.findings;
}

const MARKS = { ok: '✓', warning: '!', failed: '✗', skipped: '-' } as const;

function describe({ check, state, message, fix }: Finding): string {
  return `${MARKS[state]} ${check.padEnd(12)} ${message}\n${fix === null ? '' : `${' '.repeat(15)}${fix}\n`}`;
}
