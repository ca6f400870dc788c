import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './support/app.ts';
import { dumpDatabase } from './support/database.ts';
import { send } from './support/http.ts';
import { postForm, postWebhook, WEBHOOK } from './support/phone.ts';
import { said } from './support/shipped-flow.ts';
import { ACCOUNT_SID, inboundParams, type Params, signWebhook } from './support/twilio.ts';

const OTHER_TOKEN = 'fedcba9876543210fedcba9876543210';

function sign(server: TestApp, params: Params, path = WEBHOOK): string {
  return signWebhook({ publicUrl: server.publicUrl, path, params });
}

/** A form of pairs as they are, so that names may come twice. */
function form(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

type Attempt = (server: TestApp) => Promise<{ readonly status: number }>;

const REFUSED: Readonly<Record<string, Attempt>> = {
  'without a signature': (server) => postWebhook(server, inboundParams(), { signature: null }),
  'with an empty signature': (server) => postWebhook(server, inboundParams(), { signature: '' }),
  'signed with another token': (server) => postWebhook(server, inboundParams(), { token: OTHER_TOKEN }),
  'changed after it was signed': (server) => {
    const params = inboundParams({ body: 'hi' });
    return postWebhook(server, { ...params, Body: 'verify' }, { signature: sign(server, params) });
  },
  'with a field added after it was signed': (server) => {
    const params = inboundParams();
    return postWebhook(server, { ...params, Extra: 'x' }, { signature: sign(server, params) });
  },
  'signed for the address it really reached': (server) => {
    const params = inboundParams();
    return postWebhook(server, params, { signature: signWebhook({ publicUrl: server.url, path: WEBHOOK, params }) });
  },
  'signed for another path': (server) => {
    const params = inboundParams();
    return postWebhook(server, params, { signature: sign(server, params, `${WEBHOOK}/status`) });
  },
  'with a query that was not signed': (server) => {
    const params = inboundParams();
    return postWebhook(server, params, { path: `${WEBHOOK}?x=1`, signature: sign(server, params) });
  },
  'with the body moved into the name of a field': (server) => {
    const { Body, ...rest } = inboundParams({ body: 'hello' });
    return postWebhook(server, { ...rest, [`Body${Body}`]: '' }, { signature: sign(server, { ...rest, Body: 'hello' }) });
  },
  'with the end of the sender moved into the name': (server) => {
    const params = inboundParams({ from: '+14155550100' });
    const { From: _, ...rest } = params;
    return postWebhook(server, { ...rest, 'From+1415': '5550100' }, { signature: sign(server, params) });
  },
  'for another account': (server) => postWebhook(server, inboundParams({ accountSid: ACCOUNT_SID.replace('0', '1') })),
  'with a MessageSid that is none': (server) => postWebhook(server, inboundParams({ sid: 'SM123' })),
  'with a MessageSid in capitals': (server) => postWebhook(server, inboundParams({ sid: `SM${'A'.repeat(32)}` })),
  'with an empty sender': (server) => postWebhook(server, inboundParams({ from: '' })),
  'with a NumMedia that is no number': (server) => postWebhook(server, inboundParams({ extra: { NumMedia: '-1' } })),
  'with two different bodies': (server) => {
    const params = inboundParams({ body: 'hi' });
    const pairs = [...Object.entries(params), ['Body', 'verify']] as [string, string][];
    const signature = signWebhook({ publicUrl: server.publicUrl, path: WEBHOOK, params: { ...params, Body: 'hiBodyverify' } });
    return postForm(server, form(pairs), signature);
  },
  'with the same sender twice': (server) => {
    const params = inboundParams();
    return postForm(server, form([...Object.entries(params), ['From', params['From'] ?? '']]), sign(server, params));
  },
};

describe('a webhook', () => {
  it('that Twilio signed for the public address is taken, query and all', async () => {
    const server = await startApp();
    const path = `${WEBHOOK}?flow=a%20b&x=1`;
    expect(await postWebhook(server, inboundParams(), { path })).toMatchObject({ status: 200, texts: [said('ask_phone')] });
  });

  it.each(Object.entries(REFUSED))('%s is refused with 403 and changes nothing', async (_, attempt) => {
    const server = await startApp();
    const before = dumpDatabase(server.dbFile);
    expect((await attempt(server)).status).toBe(403);
    expect(dumpDatabase(server.dbFile)).toEqual(before);
    expect(server.twilio.messages).toEqual([]);
  });

  it('is judged by the settings, whatever Host and forwarding headers say', async () => {
    const server = await startApp();
    const params = inboundParams();
    const signature = signWebhook({ publicUrl: 'https://evil.example.net', path: WEBHOOK, params });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
      host: 'evil.example.net',
      'x-forwarded-host': 'evil.example.net',
      'x-forwarded-proto': 'https',
      'x-original-url': WEBHOOK,
    };
    const answer = await send('POST', server.url + WEBHOOK, headers, new URLSearchParams(params).toString());
    expect(answer.status).toBe(403);
  });

  it('signed with the new or the previous token is taken while the token is changed, with a third it is not', async () => {
    const server = await startApp({ env: { TWILIO_AUTH_TOKEN_PREVIOUS: OTHER_TOKEN } });
    expect((await postWebhook(server, inboundParams())).status).toBe(200);
    expect((await postWebhook(server, inboundParams({ from: '+14155550101' }), { token: OTHER_TOKEN })).status).toBe(200);
    expect((await postWebhook(server, inboundParams(), { token: 'a third token' })).status).toBe(403);
    expect((await postWebhook(server, inboundParams(), { token: '' })).status).toBe(403);
  });
});

describe('a request that is no webhook', () => {
  const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'x' };

  it.each([
    ['GET', 'GET', {}, null],
    ['PUT', 'PUT', asForm, 'Body=hi'],
    ['a JSON body', 'POST', { 'content-type': 'application/json' }, '{"Body":"hi"}'],
    ['a multipart body', 'POST', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['no type', 'POST', {}, 'Body=hi'],
    ['an empty body', 'POST', asForm, ''],
    ['a packed body', 'POST', { ...asForm, 'content-encoding': 'gzip' }, gzipSync('Body=hi')],
    ['a body that says it is packed', 'POST', { ...asForm, 'content-encoding': 'gzip' }, 'Body=hi'],
    ['broken percent-encoding', 'POST', asForm, 'Body=%zz%e0%a4&%=%&From=%'],
    ['nothing but separators', 'POST', asForm, '&&&===&&'],
    ['bytes that are no text', 'POST', asForm, Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0x80])],
    ['a thousand fields', 'POST', asForm, Array.from({ length: 1_000 }, (_, at) => `f${at}=1`).join('&')],
  ])('(%s) gets an answer of its own fault, and changes nothing', async (_, method, headers, body) => {
    const server = await startApp();
    const before = dumpDatabase(server.dbFile);
    const { status } = await send(method, server.url + WEBHOOK, headers, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(dumpDatabase(server.dbFile)).toEqual(before);
  });

  it('of 101 kB gets 413', async () => {
    const server = await startApp();
    const { status } = await send('POST', server.url + WEBHOOK, asForm, `Body=${'x'.repeat(101_000)}`);
    expect(status).toBe(413);
    expect((await server.get('/livez')).status).toBe(200);
  });
});
