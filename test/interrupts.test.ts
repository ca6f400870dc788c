import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf, flowWithApi } from './support/flows.ts';
import { startOtpProvider } from './support/otp-provider.ts';
import { openPhone } from './support/phone.ts';
import { readConversation } from './support/transcript.ts';

const MENU = {
  'menu.json': {
    name: 'Menu',
    trigger: { keywords: ['menu'], interrupts: true },
    steps: [{ id: 'show', type: 'message', text: 'The menu.' }],
  },
};

describe('a word that interrupts', () => {
  it('starts its flow during a pause, which is then over for good', async () => {
    const steps = [
      { id: 'pause', type: 'delay', for: '10m' },
      { id: 'hello', type: 'message', text: 'Hello.' },
    ];
    const server = await startApp({ flows: { ...flowOf(steps), ...MENU } });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('Menu!')).texts).toEqual(['The menu.']);
    expect(await readConversation(server, 1)).toMatchObject({ state: 'ended', outcome: 'interrupted' });
    expect(await readConversation(server, 2)).toMatchObject({ state: 'ended', outcome: 'done', flow: 'menu' });
    await server.clock.advance(3_600_000);
    expect(phone.inbox).toEqual(['The menu.']);
  });

  it('starts its flow during an API call, whose late answer then changes nothing', async () => {
    const provider = await startOtpProvider();
    const flows = { ...flowWithApi(`http://${provider.place}/send`, { timeout: '20s' }), ...MENU };
    const server = await startApp({ flows, env: { API_ALLOW_HOSTS: provider.place } });
    const phone = openPhone(server);
    provider.trouble('send', 'hang');
    const first = phone.text('hi');
    await provider.untilCalled('send');
    await phone.text('menu');
    await first;
    expect(phone.inbox).toEqual(['The menu.']);
    provider.release();
    await server.clock.advance(20_000);
    await server.stop();
    await server.restart();
    await server.clock.advance(3_600_000);
    expect(await readConversation(server, 1)).toMatchObject({ state: 'ended', outcome: 'interrupted' });
    expect(phone.inbox).toEqual(['The menu.']);
    expect(provider.calls).toHaveLength(1);
  });

  it('is an ordinary word to a flow in a pause when its flow does not interrupt', async () => {
    const menu = { ...MENU['menu.json'], trigger: { keywords: ['menu'] } };
    const steps = [
      { id: 'pause', type: 'delay', for: '10m' },
      { id: 'ask', type: 'capture', early: true, save: 'word', prompt: 'A word?' },
      { id: 'thanks', type: 'message', text: 'Thank you for {{ word }}.' },
    ];
    const server = await startApp({ flows: { ...flowOf(steps), 'menu.json': menu } });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('menu')).texts).toEqual([]);
    await server.clock.advance(600_000);
    expect(await phone.nextText()).toBe('Thank you for menu.');
  });
});
