import type { VerifyConfig } from '../config.ts';
import { builtin } from './builtin.ts';
import { pairOf } from './pair.ts';
import type { Provider } from './provider.ts';
import { twilioVerify } from './twilio-verify.ts';

const BUILT_IN: Readonly<Record<'builtin' | 'twilio-verify', Provider>> = { builtin, 'twilio-verify': twilioVerify };

/** The provider that a step names. */
export function providerOf({ provider }: Pick<VerifyConfig, 'provider'>): Provider {
  return typeof provider === 'string' ? BUILT_IN[provider] : pairOf(provider);
}
