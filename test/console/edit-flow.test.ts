import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { FlowDetail } from '../../src/console/contract.ts';
import { adminOf } from '../support/admin.ts';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { ADMIN_TOKEN } from '../support/config.ts';
import { openPhone } from '../support/phone.ts';

const FLOW = `{
  "name": "Talk",
  "trigger": { "default": true },
  "steps": [
    { "id": "hello", "type": "message", "text": "Hello." },
    { "id": "ask", "type": "capture", "prompt": "Your name?", "save": "name" },
    { "id": "bye", "type": "message", "text": "Bye {{ name }}." }
  ]
}
`;

const FLOWS = { 'talk.json': FLOW };

/** Puts the cursor behind some text of the editor by its own search, and types. */
async function typeBehind(page: Page, text: string, typed: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find' }).pressSequentially(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.insertText(typed);
}

describe.skipIf(withoutBrowser)('Edit Flow', BROWSER_TEST, () => {
  it('does not publish a broken flow, says where it is broken, and publishes it when it is mended', async () => {
    const { page, server, go, complaints } = await openConsole({ flows: FLOWS });
    const file = join(server.config.flowsDir, 'talk.json');
    await go('/flows/talk');
    await typeBehind(page, '"Bye {{ name', 's');
    await page.getByRole('tab', { name: '1 error' }).waitFor();
    await page.getByRole('button', { name: 'bye' }).getByText('Error').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const refused = page.getByRole('dialog', { name: 'This cannot be published yet' });
    await refused.getByText(/"names"/).waitFor();
    expect(readFileSync(file, 'utf8')).toBe(FLOW);

    await refused.getByRole('button', { name: 'Go to line 7' }).click();
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Text (needed)').fill('See you, {{ name }}.');
    await page.getByRole('tab', { name: 'No problems' }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Talk is live.').waitFor();
    expect(readFileSync(file, 'utf8')).toBe(FLOW.replace('Bye {{', 'See you, {{'));
    expect(complaints).toEqual([]);
  });

  it('says how many chats go on with the version that they began with, and rolls back', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS, mode: 'live' });
    const phone = openPhone(server);
    await phone.text('hi');
    await go('/flows/talk?step=hello');
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Text (needed)').fill('Good day.');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('1 chat is under way. It goes on with the version it began with.').waitFor();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Talk is live. 1 chat goes on with an older version.').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: /^Roll back to/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByText(/^The older version is live\./).waitFor();
    expect(readFileSync(join(server.config.flowsDir, 'talk.json'), 'utf8')).toBe(FLOW);
  });

  it('shows both texts when the file was changed meanwhile, and loses neither', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS });
    const file = join(server.config.flowsDir, 'talk.json');
    const theirs = FLOW.replace('Your name?', 'What is your name?');
    await go('/flows/talk?step=hello');
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Text (needed)').fill('Good day.');
    writeFileSync(file, theirs);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    const conflict = page.getByRole('dialog', { name: 'The file was changed meanwhile' });
    await conflict.getByText('What is your name?').waitFor();
    await conflict.getByText('Good day.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(theirs);

    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Talk is live.').waitFor();
    expect(readFileSync(file, 'utf8')).toBe(FLOW.replace('Hello.', 'Good day.'));
  });

  it('keeps a draft over a reload, and drops it for the file', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS });
    await go('/flows/talk?step=hello');
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.getByLabel('Text (needed)').fill('A draft.');
    await page.keyboard.press('Control+s');
    await page.getByText('Draft', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Form' }).click();
    await expect.poll(() => page.getByLabel('Text (needed)').inputValue()).toBe('A draft.');
    expect(readFileSync(join(server.config.flowsDir, 'talk.json'), 'utf8')).toBe(FLOW);
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard draft' }).click();
    await expect.poll(() => page.getByLabel('Text (needed)').inputValue()).toBe('Hello.');
  });

  it('shows both drafts when somebody else saved one meanwhile, and saves over theirs only when told to', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS, env: { ADMIN_TOKEN: `ana:${ADMIN_TOKEN},bo:second` } });
    const bo = adminOf(server, 'second');
    const draft = async () => ((await bo.ask('GET', '/flows/talk')).body as FlowDetail).draft;
    const saveAsBo = async (text: string) => {
      const over = (await draft())?.digest ?? null;
      expect((await bo.ask('PUT', '/flows/talk/draft', { source: text, base: null, draft: over })).status).toBe(200);
    };
    const text = page.getByLabel('Text (needed)');
    await go('/flows/talk?step=hello');
    await page.getByRole('tab', { name: 'Form' }).click();
    await text.fill('Mine.');
    await saveAsBo(FLOW.replace('Hello.', 'Theirs.'));
    await page.getByText('Your text is still here, and not saved.').waitFor();
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'There is another draft' });
    await dialog.getByText('Theirs.').waitFor();
    await dialog.getByText('Mine.').waitFor();
    await dialog.getByText('bo', { exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await draft()).toMatchObject({ by: 'bo' });

    await dialog.getByRole('button', { name: 'Decide later' }).click();
    await page.getByRole('button', { name: 'See both' }).click();
    await dialog.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('The draft is saved.').waitFor();
    expect(await draft()).toMatchObject({ by: 'ana', source: FLOW.replace('Hello.', 'Mine.') });

    await text.fill('Mine again.');
    await saveAsBo(FLOW.replace('Hello.', 'Theirs again.'));
    await page.keyboard.press('Control+s');
    await dialog.getByRole('button', { name: 'Go on with theirs' }).click();
    await expect.poll(() => text.inputValue()).toBe('Theirs again.');
    expect(await draft()).toMatchObject({ by: 'bo' });
    await saveAsBo(FLOW.replace('Hello.', 'Theirs at last.'));
    await expect.poll(() => text.inputValue()).toBe('Theirs at last.');
  });

  it('goes from a node to its lines and from the lines to the node, and completes by the schema', async () => {
    const { page, go } = await openConsole({ flows: FLOWS });
    await go('/flows/talk');
    await page.getByRole('button', { name: /^bye/ }).click();
    await page.locator('.chosen-lines', { hasText: 'Bye' }).waitFor();
    await page.locator('.cm-line', { hasText: 'Your name?' }).click();
    await page.locator('button.chosen', { hasText: 'ask' }).waitFor();
    await typeBehind(page, '"save": "name"', ', ');
    await page.keyboard.type('"max_');
    await page.getByRole('option', { name: 'max_tries' }).click();
    await page.locator('.cm-line', { hasText: '"max_tries": ' }).waitFor();
  });

  it('adds a step by its form, and writes no more of the file than that', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS });
    await go('/flows/talk?step=ask');
    await page.getByRole('tab', { name: 'Form' }).click();
    const adding = page.getByRole('form', { name: 'Add a step' });
    await adding.getByLabel('Type').selectOption('branch');
    await adding.getByLabel('Id of the step').fill('known');
    await adding.getByRole('button', { name: 'Add step' }).click();
    const form = page.getByRole('group', { name: 'Step known' });
    await form.getByRole('button', { name: 'Add to cases' }).click();
    await form.getByLabel('Attribute').fill('name');
    await form.getByLabel('Value').fill('Ana');
    await form.getByLabel('Next (needed)').selectOption('hello');
    await page.getByRole('tab', { name: /^No problems|warning/ }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Talk is live.').waitFor();
    const added =
      '    { "id": "known", "type": "branch", "cases": [{ "if": { "attribute": "name", "is": "Ana" }, "next": "hello" }] },\n';
    expect(readFileSync(join(server.config.flowsDir, 'talk.json'), 'utf8')).toBe(
      FLOW.replace('    { "id": "bye"', `${added}    { "id": "bye"`),
    );
  });

  it('makes a new flow that nobody meets before it is published', async () => {
    const { page, server, go } = await openConsole({ flows: FLOWS });
    await go('/flows');
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByLabel('Name').fill('Opening hours');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Not live').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Opening hours is live.').waitFor();
    expect(readFileSync(join(server.config.flowsDir, 'opening-hours.json'), 'utf8')).toContain('"opening hours"');
  });
});
