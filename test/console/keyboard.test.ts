import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { ADMIN_TOKEN } from '../support/config.ts';
import { SHIPPED, said } from '../support/shipped-flow.ts';

const PHONE = '+14155550132';

/** Goes on with the Tab key until what has the focus is called so; an error when that takes more than sixty. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate<string>(
      `(() => { const { ariaLabel, textContent, labels } = document.activeElement; return ariaLabel ?? (labels?.[0] ?? { textContent }).textContent; })()`,
    );
    if (name.test(now.trim())) return;
  }
  throw new Error(`Nothing called ${name.source} was reached with the Tab key.`);
}

describe.skipIf(withoutBrowser)('the keyboard alone', BROWSER_TEST, () => {
  it('is enough to sign in, find Try it and verify a number', async () => {
    const { page } = await openConsole({ flows: SHIPPED });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin token').waitFor();
    await page.keyboard.type(ADMIN_TOKEN);
    await page.keyboard.press('Enter');
    await page.locator('.shell').waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Where to' }).waitFor();
    await page.keyboard.type('try');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();

    await tabTo(page, /^Message$/);
    const chat = page.getByRole('log', { name: 'Chat' });
    await page.keyboard.type('hi');
    await page.keyboard.press('Enter');
    await chat.getByText(said('ask_phone')).waitFor();
    await page.keyboard.type(PHONE);
    await page.keyboard.press('Control+Enter');
    await chat.getByText(said('ask_code', { phone: PHONE })).waitFor();
    await tabTo(page, /^Type \d{6} into the chat$/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await chat.getByText(said('done')).waitFor();
  });

  it('goes to the content first where one wants to, and puts the focus on the title of a new screen', async () => {
    const { page } = await openConsole();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('conversations');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Conversations' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Conversations');
  });

  it('finds the chats of a number by its last digits, and closes what it opened with Escape', async () => {
    const { page } = await openConsole();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Where to' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('0132');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console/conversations?address=0132');
  });
});
