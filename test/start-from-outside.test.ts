import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { ADMIN_TOKEN } from './support/config.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';
import { until } from './support/transcript.ts';

const TO = '+14155550132';
const SID = `HX${'0123456789abcdef'.repeat(2)}`;
const REMIND = {
  attributes: { when: {}, pin: { secret: true } },
  steps: [
    { id: 'remind', type: 'message', text: 'Your visit is {{ when }}.' },
    { id: 'ask', type: 'capture', prompt: 'Will you come?', save: 'coming' },
    { id: 'noted', type: 'message', text: 'Noted: {{ coming }}.' },
  ],
};
const FLOWS = { ...flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]), 'remind.json': REMIND };

async function open(flows: object = FLOWS, env: Readonly<Record<string, string | undefined>> = {}) {
  const server = await startApp({ flows: flows as typeof FLOWS, env });
  const authorization = `Bearer ${ADMIN_TOKEN}`;
  const start = (wish: unknown) => server.post('/api/v1/conversations', wish, { authorization });
  return { server, start };
}

describe('a chat that is started from outside', () => {
  it('says what its flow says by REST, with the attributes it was given, and goes on with the answer', async () => {
    const { server, start } = await open();
    const phone = openPhone(server, { number: TO });
    const started = await start({
      flow: 'remind',
      to: '(415) 555-0132',
      channel: 'sms',
      attributes: { when: 'on Monday', pin: '4711' },
    });
    expect(started).toMatchObject({
      status: 201,
      body: {
        id: '1',
        address: TO,
        channel: 'sms',
        flow: 'remind',
        state: 'waiting',
        attributes: { when: 'on Monday', pin: '•••' },
      },
    });
    expect(await phone.nextText()).toBe('Your visit is on Monday.');
    expect(await phone.nextText()).toBe('Will you come?');
    expect((await phone.text('Yes')).texts).toEqual(['Noted: Yes.']);
  });

  it('is refused while another one is open', async () => {
    const { start } = await open();
    await start({ flow: 'remind', to: TO });
    expect(await start({ flow: 'remind', to: TO })).toMatchObject({ status: 409, body: { error: { code: 'already_open' } } });
  });

  it('is refused for somebody who has opted out', async () => {
    const { server, start } = await open();
    await openPhone(server, { number: TO }).text('STOP');
    expect(await start({ flow: 'remind', to: TO })).toMatchObject({ status: 403, body: { error: { code: 'opted_out' } } });
    expect(server.twilio.messages).toEqual([]);
  });

  it('is refused for a flow that is not there and for what is no number', async () => {
    const { start } = await open();
    expect(await start({ flow: 'nobody', to: TO })).toMatchObject({ status: 404, body: { error: { code: 'unknown_flow' } } });
    expect(await start({ flow: 'remind', to: 'Ana' })).toMatchObject({ status: 422, body: { error: { code: 'bad_number' } } });
    for (const wish of [
      {},
      { flow: 'remind' },
      { flow: 'remind', to: TO, channel: 'fax' },
      { flow: 'remind', to: TO, attributes: { contact: 1 } },
    ])
      expect((await start(wish)).status).toBe(422);
  });

  it('is refused where we have no number that an answer would come back to', async () => {
    const service = { TWILIO_FROM_NUMBER: undefined, TWILIO_MESSAGING_SERVICE_SID: `MG${'0a'.repeat(16)}` };
    const { start } = await open(FLOWS, service);
    expect(await start({ flow: 'remind', to: TO })).toMatchObject({ status: 409, body: { error: { code: 'no_number' } } });
  });

  it('on WhatsApp is refused for somebody who has not written, unless the flow begins with a content template', async () => {
    const { server, start } = await open();
    const wish = { flow: 'remind', to: TO, channel: 'whatsapp' };
    expect(await start(wish)).toMatchObject({ status: 409, body: { error: { code: 'outside_window' } } });
    await openPhone(server, { number: TO, channel: 'whatsapp' }).text('hi');
    expect((await start(wish)).status).toBe(201);
  });

  it('on WhatsApp reaches anybody by its content template', async () => {
    const first = {
      id: 'remind',
      type: 'message',
      text: 'Your visit.',
      template: { sid: SID, variables: { when: '{{ when }}' } },
    };
    const wait = { id: 'wait', type: 'delay', for: '1h' };
    const remind = { attributes: { when: {} }, steps: [first, wait] };
    const { server, start } = await open({ ...FLOWS, 'remind.json': remind });
    const wish = { flow: 'remind', to: `whatsapp:${TO}`, channel: 'whatsapp', attributes: { when: 'Monday' } };
    expect((await start(wish)).status).toBe(201);
    await until(() => expect(server.twilio.messages).toHaveLength(1));
    expect(Object.fromEntries(server.twilio.messages[0]?.form ?? [])).toMatchObject({
      To: `whatsapp:${TO}`,
      ContentSid: SID,
      ContentVariables: '{"when":"Monday"}',
    });
  });
});
