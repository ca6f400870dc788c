import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';

const TALK = flowOf([
  { id: 'ask', type: 'capture', prompt: 'What is it?', save: 'topic' },
  { id: 'done', type: 'message', text: 'Thank you.' },
]);
const NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

describe.skipIf(withoutBrowser)('Conversations', BROWSER_TEST, () => {
  it('shows what people wrote as text and never as anything else', async () => {
    const { page, server, go, complaints } = await openConsole({ flows: TALK, mode: 'live' });
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text(NASTY);
    await go('/conversations?address=0100');
    await page.getByRole('link', { name: phone.number }).click();
    await page.getByRole('log').getByText(NASTY, { exact: true }).waitFor();
    expect(await page.locator('main img, img[onerror]').count()).toBe(0);
    expect(await page.title()).toBe(`${phone.number} · Parley`);
    expect(complaints).toEqual([]);
  });

  it('hands a chat over, replies in it, and takes it back', async () => {
    const { page, server, go } = await openConsole({ flows: TALK, mode: 'live' });
    const phone = openPhone(server);
    await phone.text('hi');
    await go('/conversations/1');
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByLabel('Your reply').fill('I am a person.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('log').getByText('I am a person.').waitFor();
    await server.clock.advance(0);
    await expect.poll(() => phone.inbox).toContain('I am a person.');
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('button', { name: 'Hand over' }).waitFor();
    expect(await page.getByLabel('Your reply').count()).toBe(0);
  });

  it('deletes a person only after asking', async () => {
    const { page, server, go } = await openConsole({ flows: TALK, mode: 'live' });
    await openPhone(server).text('hi');
    await go('/conversations/1');
    await page.getByRole('button', { name: 'Delete this person’s data' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Nobody has texted yet').waitFor();
  });

  it.each([
    ['light', 1440],
    ['dark', 320],
  ] as const)('has nothing for axe to complain of, %s and %i pixels wide', async (scheme, width) => {
    const { page, server, go } = await openConsole({ flows: TALK, mode: 'live', scheme, width });
    await openPhone(server).text('hi');
    const found: string[] = [];
    for (const [path, shown] of [
      ['/conversations', '.row-link'],
      ['/conversations?state=ended', '.empty'],
      ['/conversations/1', '.turn'],
    ] as const) {
      await go(path);
      await page.locator(shown).first().waitFor();
      found.push(...(await axeViolations(page)).map((line) => `${path} ${line}`));
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) found.push(`${path} is ${wide} pixels wide`);
    }
    expect(found).toEqual([]);
  });
});
