import { describe, expect, it } from 'vitest';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';
import { SHIPPED, said } from '../support/shipped-flow.ts';

const PHONE = '+14155550132';
const NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

describe.skipIf(withoutBrowser)('Try it', BROWSER_TEST, () => {
  it('shows what is texted and what an attribute holds as text, never as HTML', async () => {
    const ECHO = flowOf([
      { id: 'ask', type: 'capture', prompt: 'What is it?', save: 'topic' },
      { id: 'done', type: 'message', text: 'You said {{ topic }}' },
    ]);
    const { page, go, complaints } = await openConsole({ flows: ECHO });
    await go('/try');
    const line = page.getByRole('textbox', { name: 'Message' });
    for (const text of ['hi', NASTY]) {
      await line.fill(text);
      await line.press('Enter');
    }
    await page.getByRole('log', { name: 'Chat' }).getByText(`You said ${NASTY}`, { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Attributes' }).getByRole('definition').textContent()).toContain(
      JSON.stringify(NASTY),
    );
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('Try it · Parley');
    expect(complaints).toEqual([]);
  });

  it('skips a pause, shows the call and what it changed, and is still there after a reload', async () => {
    const { page, go } = await openConsole({ flows: SHIPPED });
    await go('/try?flow=phone-verification&channel=whatsapp');
    const line = page.getByRole('textbox', { name: 'Message' });
    const chat = page.getByRole('log', { name: 'Chat' });
    await line.fill('hi');
    await line.press('Control+Enter');
    await line.fill(PHONE);
    await line.press('Enter');
    const trace = page.getByRole('log', { name: 'What happens' });
    await trace.getByText('A pause in').waitFor();
    await trace.getByRole('button', { name: 'Skip' }).click();
    await chat.getByText(said('ask_code', { phone: PHONE })).waitFor();
    await trace.getByText('POST internal:/otp/send').click();
    await trace.getByRole('group', { name: 'What was answered' }).getByText('"status": "sent"').waitFor();
    await page.reload();
    await chat.getByText(said('ask_code', { phone: PHONE })).waitFor();
    await page.getByText(`WhatsApp from +14155550100`).waitFor();
    await page.getByRole('button', { name: /^Type \d{6} into the chat$/ }).waitFor();
  });

  it('skips the time in which a reply is waited for', async () => {
    const { page, go } = await openConsole({ flows: SHIPPED });
    await go('/try?flow=phone-verification');
    const line = page.getByRole('textbox', { name: 'Message' });
    await line.fill('hi');
    await line.press('Enter');
    const trace = page.getByRole('log', { name: 'What happens' });
    await trace.getByText('Waits for a reply in').waitFor();
    await trace.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('log', { name: 'Chat' }).getByText('The conversation ended as no_reply.').waitFor();
  });

  it('lets the next call of an API fail, and time go on', async () => {
    const { page, go } = await openConsole({ flows: SHIPPED });
    await go('/try?flow=phone-verification');
    const line = page.getByRole('textbox', { name: 'Message' });
    const chat = page.getByRole('log', { name: 'Chat' });
    await line.fill('hi');
    await line.press('Enter');
    await page.getByLabel('Fail the next call of').selectOption('send-otp');
    await page.getByRole('button', { name: 'Fail it' }).click();
    await page.getByText('The next call of send-otp will fail.').waitFor();
    await line.fill(PHONE);
    await line.press('Enter');
    await chat.getByText(said('send_failed')).waitFor();
    await chat.getByText('The conversation ended as not_sent.').waitFor();

    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByText('SMS from +14155550101').waitFor();
    await chat.getByRole('button', { name: 'hi' }).click();
    await chat.getByText(said('ask_phone')).waitFor();
    await page.getByLabel('Fast-forward').selectOption('24h');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await chat.getByText(/^The conversation ended/).waitFor();
  });

  it('lights the way of the chat in the diagram, and saves the chat as a test', async () => {
    const { page, go, complaints } = await openConsole({ flows: SHIPPED });
    await go('/try');
    await page.getByRole('button', { name: 'hi' }).click();
    await page.getByRole('log', { name: 'Chat' }).getByText(said('ask_phone')).waitFor();
    await page.getByRole('button', { name: 'Diagram' }).click();
    await page.locator('button.box.lit.here', { hasText: 'ask_phone' }).waitFor();
    expect(await page.locator('button.box.lit', { hasText: 'send_otp' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Save as test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save as test' });
    await dialog.getByText('- user: hi').waitFor();
    expect(complaints).toEqual([]);
  });

  it('says that a chat is gone, and begins another one', async () => {
    const { page, go } = await openConsole({ flows: SHIPPED });
    await go('/try?id=long-gone');
    await page.getByText('This chat is gone from the server').waitFor();
    await page.getByRole('button', { name: 'New chat' }).first().click();
    await page.getByRole('button', { name: 'hi' }).click();
    await page.getByRole('log', { name: 'Chat' }).getByText(said('ask_phone')).waitFor();
  });
});
