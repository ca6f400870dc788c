import { describe, expect, it } from 'vitest';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';

/** Texts, with a question after every so many of them. */
function steps(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `step_${index}`,
    ...(index % 20 === 19
      ? { type: 'capture', prompt: `Question ${index}?`, save: 'answer' }
      : { type: 'message', text: `This is text ${index}.` }),
  }));
}

describe.skipIf(withoutBrowser)('the diagram', BROWSER_TEST, () => {
  it('shows ten steps without scrolling, large enough to be read, and where it comes from', async () => {
    const { page, go } = await openConsole({ flows: flowOf(steps(10)) });
    await go('/flows/talk');
    await page.getByRole('button', { name: /^step_9/ }).waitFor();
    const frame = await page.locator('.react-flow').boundingBox();
    for (const { id } of steps(10)) {
      const box = await page.locator(`[data-box="${id}"]`).boundingBox();
      expect(box && frame && box.y >= frame.y && box.y + box.height <= frame.y + frame.height).toBe(true);
      expect(box?.height).toBeGreaterThan(30);
    }
    await page.getByRole('link', { name: 'React Flow attribution' }).waitFor();
  });

  it('shows a long flow in all its width at first, with nothing below the zoom buttons', async () => {
    const { page, go } = await openConsole();
    await go('/flows/phone-verification');
    await page.locator('[data-box="locked"]').waitFor({ state: 'attached' });
    const frame = await page.locator('.react-flow').boundingBox();
    const buttons = await page.locator('.react-flow__controls').boundingBox();
    const drawn = await page.locator('[data-box], .way').all();
    expect(drawn.length).toBeGreaterThan(40);
    const places = (await Promise.all(drawn.map((one) => one.boundingBox()))).flatMap((place) => place ?? []);
    const right = (frame?.x ?? 0) + (frame?.width ?? 0);
    const afterButtons = (buttons?.x ?? 0) + (buttons?.width ?? 0);
    expect(places.filter(({ x, width }) => x < afterButtons || x + width > right)).toEqual([]);
  });

  it('draws 300 steps, and lets the arrow keys go through them', async () => {
    const { page, go, complaints } = await openConsole({ flows: flowOf(steps(300)) });
    await go('/flows/talk');
    await page.locator('[data-box="step_299"]').waitFor({ state: 'attached' });
    await page.locator('[data-box="step_0"]').focus();
    for (const _ of steps(30)) await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.dataset.box')).toBe('step_30');
    await page.keyboard.press('Enter');
    await page.locator('.chosen-lines', { hasText: 'step_30' }).first().waitFor();
    expect(complaints).toEqual([]);
  });
});
