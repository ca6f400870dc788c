import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';
import { openPhone } from '../support/phone.ts';

const MOST_SCRIPT_BYTES = 250_000;
const TALK = flowOf([
  { id: 'ask', type: 'capture', prompt: 'What is it?', save: 'topic' },
  { id: 'done', type: 'message', text: 'Thank you.' },
]);

describe.skipIf(withoutBrowser)('the console', BROWSER_TEST, () => {
  it('shows a conversation as it goes on, and new ones in the list, without a reload', async () => {
    const { page, server, go } = await openConsole({ flows: TALK, mode: 'live' });
    await go('/conversations');
    await page.getByText('Nobody has texted yet').waitFor();
    const phone = openPhone(server);
    await phone.text('hi');
    await page.getByRole('link', { name: phone.number }).click();
    const log = page.getByRole('log');
    await log.getByText('What is it?').waitFor();
    await phone.text('a parcel');
    await log.getByText('a parcel', { exact: true }).waitFor();
    await log.getByText('Thank you.').waitFor();
    await page.getByText('ended', { exact: true }).waitFor();
  });

  it('needs less than 250 kB of script, compressed, for its first screens', async () => {
    const { page, go } = await openConsole();
    const bodies: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) bodies.push(response.body());
    });
    await go('/');
    await go('/try');
    await page.getByRole('button', { name: 'hi' }).waitFor();
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  it('says so where there is no such screen', async () => {
    const { page, go } = await openConsole();
    await go('/nowhere');
    await page.getByText('There is no screen at this address').waitFor();
    await page.getByRole('link', { name: 'Go home' }).click();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  });
});
