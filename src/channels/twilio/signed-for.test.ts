import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { explainSignature } from './signed-for.ts';

const PUBLIC_URL = 'https://bot.example.com/parley';
const ACCOUNT = `AC${'a'.repeat(32)}`;
const TOKEN = 'the-auth-token-of-now-1234';
const EARLIER = 'the-auth-token-before-5678';
const OPTIONS = { publicUrl: PUBLIC_URL, tokens: [TOKEN, EARLIER], accountSid: ACCOUNT };
const PAIRS = [['AccountSid', ACCOUNT]] as const;
const ARRIVED = { path: '/webhooks/twilio', hosts: ['10.0.0.5:3000'], port: undefined, prefix: undefined };

const sign = (url: string, token = TOKEN, fields = `AccountSid${ACCOUNT}`) =>
  createHmac('sha1', token)
    .update(url + fields)
    .digest('base64');

describe('a signature that does not fit', () => {
  it.each([
    ['another scheme', 'http://bot.example.com/parley', {}],
    ['another host', 'https://new.example.com', { hosts: ['new.example.com'] }],
    ['the host that the proxy names', 'https://outside.example.com/parley', { hosts: ['10.0.0.5', 'outside.example.com'] }],
    ['another port', 'https://bot.example.com:8443/parley', { port: '8443' }],
    ['a path in front that the proxy takes off', 'https://bot.example.com/chat', { prefix: '/chat' }],
    ['no path in front', 'https://bot.example.com', {}],
  ])('is found out when it was made for %s, and the line for .env is given', (_, base, more) => {
    const signed = sign(`${base}/webhooks/twilio`);
    expect(explainSignature(OPTIONS, { ...ARRIVED, ...more }, PAIRS, signed)).toMatchObject({
      urlChecked: `${PUBLIC_URL}/webhooks/twilio`,
      signedFor: `${base}/webhooks/twilio`,
      hint: expect.stringContaining(`PUBLIC_URL=${base} `) as unknown,
    });
  });

  it('is found out when the address has a slash too much, and the webhook is what to change', () => {
    const { signedFor, hint } = explainSignature(OPTIONS, ARRIVED, PAIRS, sign(`${PUBLIC_URL}/webhooks/twilio/`));
    expect(signedFor).toBe(`${PUBLIC_URL}/webhooks/twilio/`);
    expect(hint).toContain(`Set the webhook of the number to ${PUBLIC_URL}/webhooks/twilio,`);
  });

  it('says by its end which token it was made with, and never more of it', () => {
    const { hint } = explainSignature(OPTIONS, ARRIVED, PAIRS, sign('http://bot.example.com/parley/webhooks/twilio', EARLIER));
    expect(hint).toContain('TWILIO_AUTH_TOKEN_PREVIOUS (…5678)');
    expect(hint).not.toContain(EARLIER);
  });

  it('is blamed on the token when no address fits, with the ends of those we have', () => {
    const { signedFor, hint } = explainSignature(OPTIONS, ARRIVED, PAIRS, sign(`${PUBLIC_URL}/webhooks/twilio`, 'another'));
    expect(signedFor).toBeNull();
    expect(hint).toContain('TWILIO_AUTH_TOKEN (…1234) and TWILIO_AUTH_TOKEN_PREVIOUS (…5678)');
  });

  it('is blamed on the account when it is another one', () => {
    const other = `AC${'b'.repeat(28)}9999`;
    const { hint } = explainSignature(OPTIONS, ARRIVED, [['AccountSid', other]], sign('x'));
    expect(hint).toMatch(/^It is for the account ending in 9999, and TWILIO_ACCOUNT_SID ends in aaaa\./);
  });

  it('is not looked into when it is none, or the form is larger than a message', () => {
    const url = 'http://bot.example.com/parley/webhooks/twilio';
    const long = 'x'.repeat(20_000);
    expect(explainSignature(OPTIONS, ARRIVED, PAIRS, `${sign(url)}x`).signedFor).toBeNull();
    expect(explainSignature(OPTIONS, ARRIVED, [['Body', long]], sign(url, TOKEN, `Body${long}`)).signedFor).toBeNull();
  });
});
