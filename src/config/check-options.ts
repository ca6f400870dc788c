import type { Config } from './config.ts';

/** What the check of flows has to know of the settings. */
export function checkOptions(config: Pick<Config, 'apiAllowHosts' | 'apiSecrets' | 'twilio'>): {
  readonly allowHosts: readonly string[];
  readonly secrets: ReadonlySet<string>;
  readonly settings?: ReadonlySet<string>;
} {
  const { apiAllowHosts: allowHosts, apiSecrets, twilio } = config;
  // Without Twilio flows are only tried out, and a step that needs it says so when it runs.
  const settings = twilio && new Set(twilio.verifyServiceSid === null ? [] : ['TWILIO_VERIFY_SERVICE_SID']);
  return { allowHosts, secrets: new Set(Object.keys(apiSecrets)), ...(settings ? { settings } : {}) };
}
