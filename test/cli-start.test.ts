import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../src/lib/project-root.ts';
import { send } from './support/http.ts';
import { BROKEN, makeFolder, runParley, startParley } from './support/parley.ts';
import { said, saidAgain } from './support/shipped-flow.ts';

const FLOWS = join(projectRoot(), 'flows');

describe('parley start', () => {
  it('names every setting that is wrong at once, exits with 3 and starts nothing', async () => {
    const env = {
      PORT: 'abc',
      TWILIO_ACCOUNT_SID: 'AC1',
      WEBHOOK_BUDGET: '20s',
      DATABSE_URL: 'file:x',
      SECRET_KEY: 'too-short-to-be-a-key',
    };
    const { code, stdout, stderr } = await runParley(['start'], { env });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    for (const name of [
      'PORT',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'WEBHOOK_BUDGET',
      'DATABSE_URL',
      'SECRET_KEY',
      'ADMIN_TOKEN',
      'PUBLIC_URL',
    ]) {
      expect(stderr).toMatch(new RegExp(`^${name}$`, 'm'));
    }
    expect(stderr).not.toContain('too-short-to-be-a-key');
  });

  it('calls an unknown name in .env an error and says what was meant', async () => {
    const { code, stderr } = await runParley(['start'], { files: { '.env': 'BRADN=Acme\nANYTHING=1\n' } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/BRADN[\s\S]*"BRAND"[\s\S]*ANYTHING/);
  });

  it('with broken flows exits with 1 and says what check says', async () => {
    const folder = makeFolder(BROKEN);
    const [start, check] = await Promise.all([
      runParley(['start'], { folder, env: { PORT: '0' } }),
      runParley(['check'], { folder }),
    ]);
    expect(start).toMatchObject({ code: 1, stdout: '' });
    const problems = (text: string) => text.split('\n').flatMap((line) => /talk\.json(:.*)/.exec(line)?.[1] ?? []);
    expect(problems(check.stdout).length).toBeGreaterThan(0);
    expect(problems(start.stderr)).toEqual(problems(check.stdout));
  });

  it('without any settings prints where everything is, serves it, and exits with 0 on SIGTERM', async () => {
    const server = startParley(['start'], { env: { PORT: '0', FLOWS_DIR: FLOWS } });
    const [url = '', token = ''] = (await server.until(/http:\/\/127\.0\.0\.1:\d+\/console#token=\S+/)).split('/console#token=');
    expect(await send('GET', `${url}/readyz`, {}, null)).toMatchObject({ status: 200 });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send(
      'POST',
      `${url}/api/v1/simulator/messages`,
      headers,
      JSON.stringify({ from: '+14155550100', text: 'hi' }),
    );
    expect(answer).toMatchObject({ status: 200, body: { messages: [{ text: said('ask_phone') }] } });
    server.signal('SIGTERM');
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('/webhooks/twilio');
  });

  it('keeps its key and its conversations from one start to the next', async () => {
    const folder = makeFolder();
    const env = { PORT: '0', FLOWS_DIR: FLOWS };
    const tokens: string[] = [];
    for (const wanted of [said('ask_phone'), saidAgain('ask_phone')]) {
      const server = startParley(['start'], { folder, env });
      const [url = '', token = ''] = (await server.until(/http:\/\/127\.0\.0\.1:\d+\/console#token=\S+/)).split(
        '/console#token=',
      );
      tokens.push(token);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await send(
        'POST',
        `${url}/api/v1/simulator/messages`,
        headers,
        JSON.stringify({ from: '+14155550100', text: 'hi' }),
      );
      expect(answer.body).toMatchObject({ messages: [{ text: wanted }] });
      server.signal('SIGTERM');
      expect((await server.ended).code).toBe(0);
    }
    expect(tokens[1]).toBe(tokens[0]);
  });
});
