import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { SHIPPED, said } from '../support/shipped-flow.ts';

const PHONE = '+14155550132';

describe.skipIf(withoutBrowser)('Try it and Home', BROWSER_TEST, () => {
  it('goes from "hi" to verified, with the code taken from the outbox', async () => {
    const { page, go, complaints } = await openConsole({ flows: SHIPPED });
    await go('/try');
    const chat = page.getByRole('log', { name: 'Chat' });
    await chat.getByRole('button', { name: 'hi' }).click();
    await chat.getByText(said('ask_phone')).waitFor();
    const line = page.getByRole('textbox', { name: 'Message' });
    await line.fill(PHONE);
    await line.press('Enter');
    await chat.getByText(said('ask_code', { phone: PHONE })).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Type \d{6} into the chat$/ }).click();
    await line.press('Enter');
    await chat.getByText(said('done')).waitFor();
    await chat.getByText(/^The conversation ended as verified/).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('link', { name: 'Home' }).click();
    const steps = page.getByRole('region', { name: 'First steps' });
    await steps.getByRole('listitem').filter({ hasText: 'Talk to your flow' }).getByText('Done', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 320],
  ] as const)('has nothing for axe to find on Home, %s and %i pixels wide', async (scheme, width) => {
    const { page, go, complaints } = await openConsole({ scheme, width });
    const look = async () => {
      await go('/');
      await page.getByRole('region', { name: 'First steps' }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    };
    await look();
    await page.getByText('Nobody was asked for a number yet').waitFor();
    await page.getByText('No text was sent in the last 7 days.').waitFor();
    await page.route('**/api/v1/status', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), ...BUSY } });
    });
    await page.reload();
    await look();
    await page.getByRole('list', { name: 'Warnings' }).getByRole('link', { name: 'See what failed' }).waitFor();
    await page.getByText('The disk is full.').waitFor();
    await page.getByRole('row', { name: /^Monday, March 2 40 30 28 27 25 24$/ }).waitFor();
    expect(complaints).toEqual([]);
  });
});

/** How a server stands that has much to do, and something to look at. */
const BUSY = {
  health: { database: 'The disk is full.', flows: 'ok', worker: 'ok' },
  warnings: [{ code: 'dead-letters', message: '2 things failed for good.', link: '/deliveries' }],
  funnel: ['2026-03-01', '2026-03-02'].map((day) => ({
    day,
    asked: 40,
    number_ok: 30,
    sent: 28,
    delivered: 27,
    typed: 25,
    verified: 24,
  })),
  texts: { segments7d: 120, estimate: 514 },
};
