import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { ADMIN_TOKEN } from '../support/config.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone, type Phone } from '../support/phone.ts';
import { twilioError } from '../support/twilio.ts';
import { passTimeFor, rowsOf, statusesOf } from './rows.ts';

const MINE = '+14155550132';
const PAUSE = flowOf([
  { id: 'pause', type: 'delay', for: '9s' },
  { id: 'hello', type: 'message', text: 'Hello.' },
]);

interface Item {
  readonly id: string;
}

async function lettersOf(server: TestApp): Promise<readonly Item[]> {
  const { status, body } = await server.admin('/dead-letters');
  expect(status).toBe(200);
  return (body as { items: readonly Item[] }).items;
}

function act(server: TestApp, id: string, what: 'retry' | 'drop') {
  return server.post(`/api/v1/dead-letters/${id}/${what}`, {}, { authorization: `Bearer ${ADMIN_TOKEN}` });
}

/** Somebody whose text Twilio has refused for good. */
async function openRefused(): Promise<{ readonly server: TestApp; readonly phone: Phone; readonly id: string }> {
  const server = await startApp({ flows: PAUSE });
  const phone = openPhone(server);
  await phone.text('hi');
  server.twilio.answerNext(twilioError(400, 30005, 'Unknown destination handset'));
  await server.clock.advance(9_000);
  await passTimeFor(server, () => statusesOf(server), ['failed']);
  const [letter] = await lettersOf(server);
  return { server, phone, id: letter?.id ?? 'none' };
}

describe('what failed for good', () => {
  it('is listed with whom it was for, why it failed and since when', async () => {
    const { server } = await openRefused();
    const { body } = await server.admin('/dead-letters');
    expect(body).toEqual({
      items: [
        {
          id: expect.stringMatching(/^\d+$/),
          kind: 'send',
          address: '+14155550100',
          channel: 'sms',
          conversation: '1',
          message: expect.stringMatching(/^\d+$/),
          attempts: 1,
          error: expect.stringContaining('30005'),
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
      ],
      next: null,
    });
    expect(JSON.stringify(body)).not.toContain('Hello.');
  });

  it('is done when it is tried again, and is gone from the list', async () => {
    const { server, phone, id } = await openRefused();
    expect(await act(server, id, 'retry')).toMatchObject({ status: 200, body: { id, state: 'retried' } });
    await passTimeFor(server, () => statusesOf(server), ['sent']);
    expect(phone.inbox).toEqual(['Hello.']);
    expect(await lettersOf(server)).toEqual([]);
    expect(await act(server, id, 'retry')).toMatchObject({ status: 404 });
  });

  it('is listed again when it fails again', async () => {
    const { server, id } = await openRefused();
    server.twilio.answerNext(twilioError(400, 30006, 'Landline'));
    await act(server, id, 'retry');
    await passTimeFor(server, () => statusesOf(server), ['failed']);
    expect(await lettersOf(server)).toMatchObject([{ id, error: expect.stringContaining('30006') }]);
  });

  it('is never done once it is dropped', async () => {
    const { server, phone, id } = await openRefused();
    expect(await act(server, id, 'drop')).toMatchObject({ status: 200, body: { id, state: 'dropped' } });
    expect(await lettersOf(server)).toEqual([]);
    await server.clock.advance(3_600_000);
    expect(phone.inbox).toEqual([]);
    expect(rowsOf(server, 'jobs')).toEqual([]);
    expect(await act(server, id, 'drop')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('is there still after a restart', async () => {
    const { server, id } = await openRefused();
    await server.restart();
    expect(await lettersOf(server)).toMatchObject([{ id }]);
  });

  it('is not sent to someone who has opted out since', async () => {
    const { server, phone, id } = await openRefused();
    await phone.text('STOP');
    expect(await act(server, id, 'retry')).toMatchObject({ status: 409, body: { error: { code: 'opted_out' } } });
    expect(server.twilio.messages).toHaveLength(1);
  });

  it('is not sent when it had a code in it, which is not kept', async () => {
    const server = await startApp();
    const phone = openPhone(server);
    await phone.text('hi');
    server.twilio.answerNext(twilioError(400, 30005, 'Unknown destination handset'));
    const held = phone.text(MINE);
    await server.twilio.waitForMessage(({ to }) => to === MINE);
    await server.clock.advance(9_000);
    await held;
    const [letter] = await lettersOf(server);
    expect(await act(server, letter?.id ?? 'none', 'retry')).toMatchObject({ status: 409, body: { error: { code: 'erased' } } });
    expect(server.twilio.messages.filter(({ to }) => to === MINE)).toHaveLength(1);
  });
});

describe('the list of dead letters', () => {
  it('is for admins only', async () => {
    const { server, id } = await openRefused();
    expect(await server.get('/api/v1/dead-letters')).toMatchObject({ status: 401 });
    expect(await server.post(`/api/v1/dead-letters/${id}/retry`, {})).toMatchObject({ status: 401 });
    expect(await server.post(`/api/v1/dead-letters/${id}/drop`, {})).toMatchObject({ status: 401 });
    expect(statusesOf(server)).toEqual(['failed']);
  });

  it.each(['?limit=0', '?limit=many', '?cursor=-1'])('refuses %s', async (query) => {
    const server = await startApp({ flows: PAUSE });
    expect(await server.admin(`/dead-letters${query}`)).toMatchObject({ status: 400, body: { error: { code: 'bad_query' } } });
  });

  it.each(['999', 'x', '1e3', '-1'])('knows no letter %s', async (id) => {
    const server = await startApp({ flows: PAUSE });
    expect(await act(server, id, 'retry')).toMatchObject({ status: 404 });
    expect(await act(server, id, 'drop')).toMatchObject({ status: 404 });
  });
});
