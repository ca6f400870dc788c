import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { SHIPPED, said } from '../support/shipped-flow.ts';

describe.skipIf(withoutBrowser)('axe', BROWSER_TEST, () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 320],
    ['dark', 320],
  ] as const)('has nothing against sign-in, Try it, and what opens over them, %s and %i pixels wide', async (scheme, width) => {
    const { page, go } = await openConsole({ flows: SHIPPED, scheme, width, height: 640 });
    const found: string[] = [];
    const look = async (what: string) => {
      found.push(...(await axeViolations(page)).map((line) => `${what}: ${line}`));
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) found.push(`${what} is ${wide} pixels wide`);
    };
    for (const channel of ['sms', 'whatsapp']) {
      await go(`/try?channel=${channel}`);
      await look(`an empty phone with ${channel}`);
      await page.getByRole('button', { name: 'hi' }).click();
      await page.getByRole('log', { name: 'Chat' }).getByText(said('ask_phone')).waitFor();
      const line = page.getByRole('textbox', { name: 'Message' });
      await line.fill('+14155550132');
      await line.press('Enter');
      await page.getByRole('button', { name: 'Skip' }).click();
      await page
        .getByRole('log', { name: 'Chat' })
        .getByText(/^We texted/)
        .waitFor();
      await page.getByText('POST internal:/otp/send').click();
      await look(`a chat with ${channel}`);
    }
    await page.getByRole('button', { name: 'Save as test' }).click();
    await page.getByText('- user: hi').waitFor();
    await look('the test to save');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Send OTP API' }).waitFor();
    await look('the palette');
    await page.keyboard.press('Escape');
    if (width === 320) await page.getByRole('button', { name: 'Menu' }).click();
    await look('the menu');
    await go('/nowhere');
    await look('an address of nothing');
    if (width === 320) await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin token').fill('wrong');
    await look('sign-in');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await look('a refused sign-in');
    expect(found).toEqual([]);
  });
});
