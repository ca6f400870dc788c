import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';

/** Every screen of flows, APIs, attributes and deliveries, and what stands there when it is loaded. */
const SCREENS: readonly (readonly [path: string, shown: string])[] = [
  ['/flows', '.flow-card'],
  ['/flows/phone-verification?step=check', 'button.box'],
  ['/apis', '.row-link'],
  ['/apis/send-otp', '.api-form'],
  ['/apis/send-otp?part=response', '.api-response'],
  ['/apis/send-otp?part=json', '.cm-line'],
  ['/apis/send-otp?part=used', '[role=tabpanel] a'],
  ['/apis/send-otp?part=log', '.empty'],
  ['/attributes', 'table'],
  ['/deliveries', '.empty'],
  ['/deliveries?part=in', '.empty'],
  ['/deliveries?part=dead', '.empty'],
  ['/audit', 'h1'],
];

describe.skipIf(withoutBrowser)('axe', BROWSER_TEST, () => {
  it.each([
    ['light', 1440],
    ['dark', 320],
  ] as const)('has nothing against any of these screens, %s and %i pixels wide', async (scheme, width) => {
    const { page, go } = await openConsole({ scheme, width, height: 900 });
    const found: string[] = [];
    for (const [path, shown] of SCREENS) {
      await go(path);
      await page.locator(shown).first().waitFor();
      found.push(...(await axeViolations(page)).map((line) => `${path} ${line}`));
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) found.push(`${path} is ${wide} pixels wide`);
    }
    expect(found).toEqual([]);
  });

  it('has nothing against the form of each kind of step', async () => {
    const { page, go } = await openConsole();
    const found: string[] = [];
    for (const step of ['ask_phone', 'send_otp', 'let_it_arrive', 'check', 'done', 'finish']) {
      await go(`/flows/phone-verification?step=${step}`);
      await page.getByRole('tab', { name: 'Form' }).click();
      await page.getByRole('group', { name: `Step ${step}` }).waitFor();
      found.push(...(await axeViolations(page)).map((line) => `${step} ${line}`));
    }
    expect(found).toEqual([]);
  });
});
