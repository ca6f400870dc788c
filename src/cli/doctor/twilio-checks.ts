import { request } from 'undici';
import type { AccountFacts, Asked, Sender, TwilioAccount } from '../../channels/twilio/account.ts';
import type { Config } from '../../config/config.ts';
import { accountOf } from '../twilio-account.ts';
import { sameWebhooks, webhooksFor } from '../webhook-address.ts';
import { type Finding, failed, ok, skipped, warning } from './finding.ts';

const TIMEOUT = 10_000;
/** More than this and what hangs on time goes wrong: the catch-up sweep, code lives, TLS. */
const CLOCK_OFF = 30_000;

/** Everything that only Twilio or the outside world can tell. */
export async function checkTwilio(config: Config): Promise<Finding[]> {
  if (!config.twilio) {
    return [
      skipped(
        'twilio',
        'No Twilio account is set: local mode, with simulated phones. Set the TWILIO_ variables of .env.example to go live.',
      ),
    ];
  }
  const account = accountOf(config.twilio);
  const facts = await account.facts();
  const findings = [checkCredentials(facts)];
  if (facts.ok) findings.push(checkClock(facts.value), ...(await checkSender(config, account)));
  findings.push(await checkAddress(config));
  return findings;
}

function checkCredentials(facts: Asked<AccountFacts>): Finding {
  if (!facts.ok) {
    const fix = facts.unauthorized
      ? "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from Twilio's console. The live ones, not the test ones."
      : 'Check the network, a proxy in between, and TWILIO_API_URL.';
    return failed('credentials', facts.reason, fix);
  }
  const { status, trial } = facts.value;
  if (status !== 'active')
    return failed('credentials', `The account is ${status}.`, "Twilio's console says why, and what it needs.");
  if (trial) {
    return warning(
      'credentials',
      'It is a trial account: it texts only numbers that you verified in the console, and puts a line of its own before each text.',
      'Upgrade the account before anyone else is to use it.',
    );
  }
  return ok('credentials', 'Twilio knows the account, and it is active.');
}

function checkClock({ clockAhead }: AccountFacts): Finding {
  if (clockAhead === null) return skipped('clock', "Twilio's answer had no date to compare our clock with.");
  const seconds = Math.round(Math.abs(clockAhead) / 1000);
  if (Math.abs(clockAhead) <= CLOCK_OFF) return ok('clock', "Our clock agrees with Twilio's.");
  return warning(
    'clock',
    `Our clock is ${seconds} s ${clockAhead > 0 ? 'behind' : 'ahead of'} Twilio's.`,
    'Let the machine keep its time by NTP.',
  );
}

async function checkSender(config: Config, account: TwilioAccount): Promise<Finding[]> {
  const sender = await account.sender();
  if (!sender.ok) return [failed('number', sender.reason, 'Check TWILIO_FROM_NUMBER and TWILIO_MESSAGING_SERVICE_SID.')];
  if (!sender.value) {
    const number = config.twilio?.fromNumber ?? '';
    return [
      failed(
        'number',
        `The account has no number ${number}.`,
        "Copy the number from Twilio's console: Phone Numbers, Active numbers.",
      ),
    ];
  }
  return [checkCapability(sender.value), checkRegistration(config), checkWebhooks(config, sender.value)];
}

function checkCapability({ kind, name, sms }: Sender): Finding {
  if (sms)
    return ok(
      'number',
      kind === 'number' ? `${name} is in the account and can text.` : `The Messaging Service "${name}" is in the account.`,
    );
  return failed('number', `${name} cannot send or receive texts.`, 'Buy a number with the SMS capability.');
}

/** What most often stops the texts of the first day, and no request can tell for sure. */
function checkRegistration(config: Config): Finding {
  const number = config.twilio?.fromNumber ?? '';
  if (/^\+1(8(00|33|44|55|66|77|88))/.test(number)) {
    return warning(
      'registration',
      'A toll-free number texts only once it is verified; until then texts fail with 30032.',
      'See "Toll-free verification" in the docs on Twilio, and the number\'s page in its console.',
    );
  }
  if (number.startsWith('+1')) {
    return warning(
      'registration',
      'Texts from a US number to US phones need an A2P 10DLC registration; without one they fail with 30034.',
      "Register a brand and a campaign in Twilio's console (Messaging, Regulatory compliance). If you have, this is done.",
    );
  }
  return ok(
    'registration',
    'No registration that we know of is needed for this kind of number; some countries want a sender id.',
  );
}

function checkWebhooks(config: Config, { webhooks }: Sender): Finding {
  const wanted = webhooksFor(config.publicUrl);
  if (sameWebhooks(webhooks, wanted)) return ok('webhook', `Messages lead to ${config.publicUrl}.`);
  if (webhooks.url.split('#')[0] === wanted.url.split('#')[0]) {
    return warning(
      'webhook',
      'Messages lead here, but without the retries or the fallback: a short outage would lose some.',
      'Run "npx parley connect".',
    );
  }
  return failed('webhook', `Messages lead to ${webhooks.url || 'nowhere'}, not to ${wanted.url}.`, 'Run "npx parley connect".');
}

/** Asks our own server from outside, as Twilio would. */
async function checkAddress({ publicUrl }: Config): Promise<Finding> {
  const fix = 'Start the server, and lead PUBLIC_URL to it: "ngrok http 3000" on a laptop, a proxy with TLS on a server.';
  try {
    const answer = await request(`${publicUrl}/livez`, { signal: AbortSignal.timeout(TIMEOUT) });
    await answer.body.dump();
    if (answer.statusCode === 200) return ok('address', `${publicUrl} answers.`);
    return failed('address', `${publicUrl}/livez answers ${answer.statusCode}, not 200: something else stands there.`, fix);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return failed('address', `${publicUrl} does not answer (${typeof code === 'string' ? code : 'no answer'}).`, fix);
  }
}
