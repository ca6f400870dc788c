import { foldKeyword } from '../../../lib/keyword.ts';
import type { StepContext } from '../../../engine/step.ts';
import { readPhone } from '../../../lib/phone.ts';
import type { Kind, KindConfig, Reading } from './kind.ts';

const HOW = 'Type it with the country code, like +1 415 555 0132.';

const RETRY = {
  none: `We could not see a phone number there. ${HOW}`,
  too_short: 'That number looks too short. Check it and type it again with the country code, like +1 415 555 0132.',
  too_long: 'That number looks too long. Check it and type it again with the country code, like +1 415 555 0132.',
  bad_country:
    'We do not recognise that country code. Type your number again, starting with + and the country code, like +1 415 555 0132.',
  two: `We saw more than one number. Please type only one. ${HOW}`,
  not_mobile: 'We cannot text that number. It may be a landline. Please type a mobile number instead.',
  invalid: `That does not look like a phone number that is in use. ${HOW}`,
};

export const phone: Kind = {
  keys: ['country', 'allow_sender', 'types'],
  takesEarly: () => true,
  read: (config, message, context) => {
    if (config.allow_sender && foldKeyword(message.text) === '1')
      return readNumber(context.scope.contact.address, config, context);
    return readNumber(message.text, config, context);
  },
};

function readNumber(typed: string, config: KindConfig, context: StepContext): Reading {
  const region = config.country ?? context.country;
  const reading = readPhone(typed, { ...(region ? { region } : {}), ...(config.types ? { types: config.types } : {}) });
  return reading.ok ? { ok: true, value: reading.e164 } : { ok: false, why: reading.why, retry: RETRY[reading.why] };
}
