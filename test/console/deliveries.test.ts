import { describe, expect, it } from 'vitest';
import { adminOf } from '../support/admin.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';
import { send } from '../support/http.ts';
import { WEBHOOK } from '../support/phone.ts';
import { until } from '../support/transcript.ts';
import { inboundParams, signWebhook, twilioError } from '../support/twilio.ts';

const HELLO = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);

describe.skipIf(withoutBrowser)('Deliveries', BROWSER_TEST, () => {
  it('tries a text again that failed for good, from its row', async () => {
    const { page, server, go } = await openConsole({ flows: HELLO, mode: 'live' });
    server.twilio.answerNext(twilioError(400, 30007, 'Filtered'));
    await adminOf(server).ask('POST', '/conversations', { flow: 'talk', to: '+14155550132' });
    await server.clock.advance(0);
    await go('/deliveries?part=out&state=failed');
    await page.getByText('30007').waitFor();
    await page.getByRole('tab', { name: 'Dead letters' }).click();
    await page.getByText('A text to send').waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('It is tried again now.').waitFor();
    await server.clock.advance(0);
    await until(() => expect(server.twilio.messages).toHaveLength(2));
    await page.getByText('Nothing failed for good').waitFor();
  });

  it('has room for an address of any length on a small screen', async () => {
    const { page, server, go } = await openConsole({ flows: HELLO, width: 320 });
    const from = `BSUID-${'4f9a'.repeat(20)}`;
    await adminOf(server).ask('POST', '/simulator/messages', { from, channel: 'whatsapp', text: 'hi' });
    await go('/deliveries');
    await page.getByText(`${from} (WhatsApp)`).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it('shows for which address a refused webhook was checked, and for which it was signed', async () => {
    const { page, server, go } = await openConsole({ flows: HELLO, mode: 'live' });
    const params = inboundParams({ body: 'hi' });
    const other = 'http://bot.example.com/webhooks/twilio';
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signWebhook({ publicUrl: other, path: '', params }),
    };
    await send('POST', server.url + WEBHOOK, headers, new URLSearchParams(params).toString());
    await go('/deliveries?part=in');
    const row = page.getByRole('row', { name: /Refused/ });
    await row.getByText(server.publicUrl + WEBHOOK, { exact: true }).waitFor();
    await row.getByText(other, { exact: true }).waitFor();
    await row.getByText('It was signed for another address.').waitFor();
  });
});
