import { describe, expect, it } from 'vitest';
import { signIn } from '../support/admin.ts';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { ADMIN_TOKEN } from '../support/config.ts';

const HALF_AN_HOUR = 31 * 60_000;

describe.skipIf(withoutBrowser)('signing in', BROWSER_TEST, () => {
  it('takes the token out of the printed address, and survives a reload', async () => {
    const { page } = await openConsole();
    expect(page.url()).not.toContain(ADMIN_TOKEN);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  });

  it('ends with "Sign out", for every page of the browser', async () => {
    const { page, server } = await openConsole();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Parley' }).waitFor();
    await page.goto(`${server.url}/console/flows`);
    await page.getByRole('heading', { name: 'Sign in to Parley' }).waitFor();
    expect(await page.locator('.shell').count()).toBe(0);
  });

  it('refuses another token, and then leads to the screen that was asked for', async () => {
    const { page, server } = await openConsole();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${server.url}/console/attributes`);
    const token = page.getByLabel('Admin token');
    await token.fill('something else');
    await token.press('Enter');
    await page.getByRole('alert').getByText('That is not the admin token.').waitFor();
    await token.fill(ADMIN_TOKEN);
    await token.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Attributes' }).waitFor();
  });

  it('shows who is signed in, and ends one session or all others', async () => {
    const { page, server, go } = await openConsole({ env: { ADMIN_TOKEN: `ana:${ADMIN_TOKEN},bo:second` } });
    const [bo, twice] = [await signIn(server, 'second'), await signIn(server, 'second')];
    await signIn(server);
    await go('/audit');
    const table = page.getByRole('table', { name: 'Signed in now' });
    await table.getByText('This is you').waitFor();
    await table.getByRole('row', { name: /^bo/ }).first().getByRole('button', { name: 'End this session' }).click();
    const confirm = page.getByRole('dialog', { name: 'End the session of bo?' });
    expect(await axeViolations(page)).toEqual([]);
    await confirm.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('bo is signed out there.').waitFor();
    expect(await Promise.all([bo, twice].map(async (one) => (await one.ask('GET', '/flows')).status))).toContain(401);
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await page.getByText('All others are signed out.').waitFor();
    await expect.poll(() => table.getByRole('row').count()).toBe(2);
    expect((await twice.ask('GET', '/flows')).status).toBe(401);
  });

  it('asks again over the screen when the session ran out, and loses nothing of it', async () => {
    const { page, server, go } = await openConsole();
    await go('/try');
    const line = page.getByRole('textbox', { name: 'Message' });
    await line.fill('half written');
    await server.clock.advance(HALF_AN_HOUR);
    await line.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Admin token').fill(ADMIN_TOKEN);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await line.inputValue()).toBe('half written');
    await line.press('Enter');
    await page.getByRole('log', { name: 'Chat' }).getByText('half written').waitFor();
  });
});
