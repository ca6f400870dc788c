import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApiDetail } from '../../src/console/contract.ts';
import { adminOf } from '../support/admin.ts';
import { answerJson, startFarSide } from '../support/api-kit.ts';
import { startApp } from '../support/app.ts';
import { flowWithApi } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';

const ASK = { id: 'ask', type: 'capture', prompt: 'Name?', save: 'name' };

/** A server whose flow calls an API of somebody else, who answers with what `answer` says by then. */
async function start(api: object = {}) {
  let answer: [status: number, body: unknown] = [200, { id: 'n-1', name: 'Ana' }];
  const far = await startFarSide((response) => answerJson(response, ...answer));
  const flows = flowWithApi(`http://${far.place}/ask?deep=1`, { ...api });
  const server = await startApp({ flows, env: { API_ALLOW_HOSTS: far.place, SECRET_FAR: 'a-secret-of-the-far-side' } });
  const admin = adminOf(server);
  const file = (id: string) => join(server.config.flowsDir, 'apis', `${id}.json`);
  return {
    server,
    admin,
    far,
    file,
    answers: (status: number, body: unknown) => {
      answer = [status, body];
    },
  };
}

describe('the list of APIs', () => {
  it('says where each is called and how its calls went in the last day', async () => {
    const { server, admin, answers, far } = await start();
    const phone = openPhone(server);
    await phone.text('hi');
    answers(500, { error: 'down' });
    await phone.text('hi');
    const { body } = await admin.ask('GET', '/apis');
    expect(body).toMatchObject({
      items: [
        {
          id: 'ask',
          name: 'Ask',
          method: 'POST',
          host: far.place,
          usedIn: [{ flow: 'talk', step: 'ask_api' }],
          last: { status: 500, ok: false },
          p95: expect.any(Number) as unknown,
          failures24h: 1,
        },
      ],
    });
    const log = await admin.ask('GET', '/apis/ask/log');
    expect(log.body).toMatchObject({
      items: [
        { conversation: '2', ok: false, failure: 'status', status: 500 },
        { conversation: '1', ok: true, failure: null, exchange: { method: 'POST', responseBody: '{"id":"n-1","name":"Ana"}' } },
      ],
    });
    expect((await admin.ask('GET', '/conversations?failed=true')).body).toMatchObject({ items: [{ id: '2', failed: true }] });
    expect((await admin.ask('GET', '/conversations')).body).toMatchObject({ items: [{ id: '2' }, { id: '1' }] });
    await server.clock.advance(86_400_001);
    expect((await admin.ask('GET', '/apis')).body).toMatchObject({ items: [{ failures24h: 0, p95: null }] });
  });
});

describe('an API that is edited', () => {
  it('is written as its text is, and helps at once', async () => {
    const { server, admin, file, far } = await start();
    const { source, digest: base } = (await admin.ask('GET', '/apis/ask')).body as ApiDetail;
    const text = source.replace('"anything"', '"something else"').replace('{\n', '{\n\n');
    const saved = await admin.ask('PUT', '/apis/ask', { source: text, base });
    expect(saved).toMatchObject({ status: 200, body: { id: 'ask', problems: [] } });
    expect(readFileSync(file('ask'), 'utf8')).toBe(text);
    await openPhone(server).text('hi');
    expect(far.seen.at(-1)?.body).toContain('something else');
    expect((await admin.ask('PUT', '/apis/ask', { source, base })).status).toBe(409);
  });

  it('is not written while the check finds errors', async () => {
    const { admin, file } = await start();
    const { source, digest: base } = (await admin.ask('GET', '/apis/ask')).body as ApiDetail;
    const inside = source.replace(/"http:[^"]*"/, '"http://10.0.0.1/"');
    expect(await admin.ask('PUT', '/apis/ask', { source: inside, base })).toMatchObject({
      status: 422,
      body: { error: { code: 'faulty' } },
    });
    expect(readFileSync(file('ask'), 'utf8')).toBe(source);
  });

  it('is not found under a name that no file can have', async () => {
    const { admin } = await start();
    const { source } = (await admin.ask('GET', '/apis/ask')).body as ApiDetail;
    expect((await admin.ask('PUT', `/apis/${'a'.repeat(300)}`, { source, base: null })).status).toBe(404);
  });

  it('is not removed while a step calls it, and is when none does', async () => {
    const { admin, file } = await start();
    expect(await admin.ask('DELETE', '/apis/ask')).toMatchObject({
      status: 409,
      body: { error: { code: 'in_use' }, usedIn: [{ flow: 'talk', step: 'ask_api' }] },
    });
    const source = JSON.stringify({ method: 'GET', url: 'https://api.example.com/' });
    expect((await admin.ask('POST', '/apis', { id: 'other', source })).status).toBe(201);
    expect(readFileSync(file('other'), 'utf8')).toBe(source);
    expect((await admin.ask('DELETE', '/apis/other')).status).toBe(204);
    expect(existsSync(file('other'))).toBe(false);
    expect((await admin.ask('DELETE', '/apis/other')).status).toBe(404);
  });
});

describe('trying an API', () => {
  it('goes through the very code that flows use, and shows the answer as it can be picked from', async () => {
    const { admin, far, answers } = await start({ save: { who: '{{ response.body.name }}', lost: '{{ response.body.lost }}' } });
    answers(200, { name: 'Ana', list: [1, { deep: true }] });
    const tried = await admin.ask('POST', '/apis/ask/try', { attributes: { phone: '+14155550132' } });
    expect(tried).toMatchObject({
      status: 200,
      body: {
        ok: true,
        failure: null,
        exchange: { method: 'POST', status: 200 },
        response: { status: 200, body: { name: 'Ana', list: [1, { deep: true }] } },
        saved: { who: 'Ana', lost: null },
        missing: ['lost'],
      },
    });
    expect(far.seen).toHaveLength(1);
  });

  it('takes a text that is not saved yet', async () => {
    const { admin, far, file } = await start();
    const source = JSON.stringify({
      method: 'PUT',
      url: `http://${far.place}/new`,
      body: { x: '{{ name }}' },
      sample: { name: 'Bo' },
    });
    expect(await admin.ask('POST', '/apis/new/try', { source })).toMatchObject({ status: 200, body: { ok: true } });
    expect(far.seen.at(-1)).toMatchObject({ method: 'PUT', body: '{"x":"Bo"}' });
    expect(existsSync(file('new'))).toBe(false);
  });

  it('shows no secret, wherever it comes back', async () => {
    const headers = { authorization: 'Bearer {{ secret.FAR }}' };
    const { admin, answers } = await start({ headers });
    answers(200, { echo: 'Bearer a-secret-of-the-far-side' });
    const { body } = await admin.ask('POST', '/apis/ask/try', {});
    expect(JSON.stringify(body)).toContain('echo');
    expect(JSON.stringify(body)).not.toContain('a-secret-of-the-far-side');
  });

  it('goes through the guard: no address inside is reached', async () => {
    const { admin } = await start();
    const source = JSON.stringify({ method: 'GET', url: 'https://{{ host }}/', sample: { host: '127.0.0.1' } });
    expect((await admin.ask('POST', '/apis/new/try', { source })).status).toBe(422);
  });
});

it('a cURL command becomes an API, and its token a secret', async () => {
  const { admin } = await start();
  const command = `curl -X POST 'https://api.example.com/v1/send?x=1' \\\n -H 'Authorization: Bearer abc' --data '{"to": "{{ phone }}"}'`;
  const { status, body } = await admin.ask('POST', '/apis/curl', { command });
  expect(status).toBe(200);
  const { source, notes } = body as { source: string; notes: string[] };
  expect(source).not.toContain('abc');
  expect(notes).toEqual([expect.stringContaining('SECRET_API_TOKEN')]);
  const { body: checked } = await admin.ask('POST', '/check', { kind: 'api', id: 'send', source });
  expect((checked as { problems: { severity: string }[] }).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('the attributes are listed with what sets and reads them', async () => {
  const { admin } = await start({ save: { who: '{{ response.body.name }}' } });
  const { source, digest: base } = (await admin.ask('GET', '/flows/talk')).body as { source: string; digest: string };
  const flow = JSON.parse(source) as { steps: object[] };
  const steps = [
    ASK,
    ...flow.steps.slice(0, 1),
    { id: 'done', type: 'message', text: 'Done, {{ name }}.', next: 'end' },
    ...flow.steps.slice(2),
  ];
  const attributes = { who: { secret: true, lifetime: 'contact' } };
  await admin.ask('POST', '/flows/talk/publish', { source: JSON.stringify({ ...flow, attributes, steps }), base });
  expect((await admin.ask('GET', '/attributes')).body).toEqual({
    items: [
      {
        name: 'name',
        type: null,
        secret: false,
        lifetime: 'conversation',
        setBy: [{ flow: 'talk', step: 'ask' }],
        readBy: [{ flow: 'talk', step: 'done' }],
      },
      { name: 'who', type: null, secret: true, lifetime: 'contact', setBy: [{ api: 'ask' }], readBy: [] },
    ],
    next: null,
  });
});
