import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { ADMIN_TOKEN, SECRET_KEY } from './support/config.ts';
import { makeFolder, runParley, startParley } from './support/parley.ts';
import { ACCOUNT_SID, AUTH_TOKEN, BOT_NUMBER } from './support/twilio.ts';
import { startAccountServer } from './support/twilio-account.ts';

const FLOWS = join(projectRoot(), 'flows');
const RETRIES = '#rc=3&rp=all&ct=2000&rt=10000';

function settings(twilioUrl: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM_NUMBER: BOT_NUMBER,
    TWILIO_API_URL: twilioUrl,
    PUBLIC_URL: twilioUrl,
    ALLOWED_COUNTRIES: 'US',
    SECRET_KEY,
    ADMIN_TOKEN,
    FLOWS_DIR: FLOWS,
    ...more,
  };
}

function statesOf(stdout: string): Record<string, string> {
  const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string }[] };
  return Object.fromEntries(checks.map(({ check, state }) => [check, state]));
}

describe('parley doctor', () => {
  it('in local mode finds nothing wrong and exits with 0', async () => {
    const { code, stdout } = await runParley(['doctor', '--json'], { env: { FLOWS_DIR: FLOWS } });
    expect(statesOf(stdout)).toEqual({ settings: 'ok', database: 'ok', flows: 'ok', twilio: 'skipped' });
    expect(code).toBe(0);
  });

  it('says of each failure what is wrong and how to mend it', async () => {
    const { url } = await startAccountServer();
    const { code, stdout } = await runParley(['doctor'], { env: settings(url) });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ webhook .*old\.example\.com[\s\S]*npx parley connect/);
    expect(stdout).toMatch(/✗ address .*401/);
    expect(stdout).toMatch(/✓ credentials/);
    expect(stdout).not.toContain(AUTH_TOKEN);
  });

  it('calls wrong credentials what they are and exits with 4', async () => {
    const { url } = await startAccountServer();
    const { code, stdout } = await runParley(['doctor', '--json'], { env: settings(url, { TWILIO_AUTH_TOKEN: 'f'.repeat(32) }) });
    expect(statesOf(stdout)).toMatchObject({ credentials: 'failed' });
    expect(stdout).toContain('TWILIO_AUTH_TOKEN');
    expect(code).toBe(4);
  });

  it('notices a clock that is off, a suspended account and a number of another account', async () => {
    const { url } = await startAccountServer({ clockAhead: 120_000, status: 'suspended' });
    const { code, stdout } = await runParley(['doctor', '--json'], {
      env: settings(url, { TWILIO_FROM_NUMBER: '+14155559999' }),
    });
    expect(statesOf(stdout)).toMatchObject({ clock: 'warning', credentials: 'failed', number: 'failed' });
    expect(code).toBe(4);
  });

  it('works beside a running server', async () => {
    const folder = makeFolder();
    const server = startParley(['start'], { folder, env: { PORT: '0', FLOWS_DIR: FLOWS } });
    await server.until(/console#token=/);
    const { code, stdout } = await runParley(['doctor', '--json'], { folder, env: { FLOWS_DIR: FLOWS } });
    expect(statesOf(stdout)).toMatchObject({ database: 'ok' });
    expect(code).toBe(0);
  });
});

describe('parley connect', () => {
  it('shows what was there, asks, and changes nothing without a yes', async () => {
    const { url, number } = await startAccountServer();
    const asked = startParley(['connect', '--ngrok-api', 'http://127.0.0.1:9'], { env: settings(url) });
    asked.type('n');
    const { stderr } = await asked.ended;
    expect(stderr).toMatch(/https:\/\/old\.example\.com\/sms[\s\S]*webhooks\/twilio#rc=3/);
    expect(number.sms_url).toBe('https://old.example.com/sms');
  });

  it('sets webhook and fallback with retries, and disconnect puts the old ones back', async () => {
    const { url, number } = await startAccountServer();
    const folder = makeFolder();
    const env = settings(url);
    await runParley(['connect', '--yes', '--ngrok-api', 'http://127.0.0.1:9'], { folder, env });
    expect(number).toMatchObject({
      sms_url: `${url}/webhooks/twilio${RETRIES}`,
      sms_fallback_url: `${url}/webhooks/twilio${RETRIES}`,
    });
    await runParley(['connect', '--yes', '--url', 'https://two.example.com'], { folder, env });
    expect(number.sms_url).toBe(`https://two.example.com/webhooks/twilio${RETRIES}`);
    const { code } = await runParley(['disconnect', '--yes'], { folder, env });
    expect({ code, sms: number.sms_url, fallback: number.sms_fallback_url }).toEqual({
      code: 0,
      sms: 'https://old.example.com/sms',
      fallback: '',
    });
  });

  it('takes the address of a running ngrok tunnel to our port, and says which PUBLIC_URL belongs to it', async () => {
    const { url, number } = await startAccountServer();
    const ngrok = createServer((_request, response) => {
      const tunnels = [
        { public_url: 'https://other.ngrok.app', config: { addr: 'http://localhost:8080' } },
        { public_url: 'https://ours.ngrok.app', config: { addr: 'http://localhost:3000' } },
      ];
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ tunnels }));
    });
    await new Promise<void>((resolve) => ngrok.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void ngrok.close());
    const api = `http://127.0.0.1:${(ngrok.address() as AddressInfo).port}`;
    const { stderr } = await runParley(['connect', '--yes', '--ngrok-api', api], { env: settings(url) });
    expect(number.sms_url).toBe(`https://ours.ngrok.app/webhooks/twilio${RETRIES}`);
    expect(stderr).toContain('PUBLIC_URL=https://ours.ngrok.app');
  });

  it('without an account says what to set and exits with 3', async () => {
    expect(await runParley(['connect'])).toMatchObject({ code: 3 });
  });
});
