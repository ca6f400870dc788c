import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerJson, startFarSide } from '../support/api-kit.ts';
import { axeViolations } from '../support/axe.ts';
import { BROWSER_TEST, openConsole, withoutBrowser } from '../support/browser.ts';
import { flowOf } from '../support/flows.ts';

const ANSWER = { order: { state: 'on its way', items: [{ 'unit price': 12.5 }] } };
const TALK = flowOf([{ id: 'hello', type: 'message', text: 'Hello.' }]);

describe.skipIf(withoutBrowser)('the console, for APIs', BROWSER_TEST, () => {
  it('adds an API and keeps values of its answer, all by clicks', async () => {
    const far = await startFarSide((response) => answerJson(response, 200, ANSWER));
    const { page, server, go, complaints } = await openConsole({ flows: TALK, env: { API_ALLOW_HOSTS: far.place } });
    await go('/apis');
    await page.getByRole('button', { name: 'Add API' }).click();
    const adding = page.getByRole('dialog', { name: 'Add API' });
    await adding.getByLabel('Name').fill('Order status');
    await adding.getByLabel('Method').selectOption('POST');
    await adding.getByLabel('API URL').fill(`http://${far.place}/orders/{{ order }}`);
    await adding.getByRole('button', { name: 'Add API' }).click();

    await page.getByRole('heading', { name: 'Configure API: Order status' }).waitFor();
    const headers = page.getByRole('group', { name: 'Headers' });
    await headers.getByLabel('New header').fill('X-Shop');
    await headers.getByRole('button', { name: 'Add' }).click();
    await headers.getByRole('textbox', { name: 'X-Shop' }).fill('shoes');
    await page.getByLabel('Body').fill('{ "phone": "{{ phone }}" }');

    await page.getByRole('tab', { name: 'Manage API Response' }).click();
    await page.getByRole('textbox', { name: 'order', exact: true }).fill('42');
    await page.getByRole('textbox', { name: 'phone', exact: true }).fill('"+14155550132"');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: '"on its way"' }).click();
    const saving = page.getByRole('dialog', { name: 'Save to Custom Attribute' });
    expect(await axeViolations(page)).toEqual([]);
    await saving.getByLabel('Custom attribute').fill('order_state');
    await saving.getByRole('button', { name: 'Save to Custom Attribute' }).click();
    await page.getByRole('button', { name: '12.5' }).click();
    await saving.getByRole('button', { name: 'Save to Custom Attribute' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. Flows call it like this from now on.').waitFor();

    const file = readFileSync(join(server.config.flowsDir, 'apis/order-status.json'), 'utf8');
    expect(JSON.parse(file)).toEqual({
      $schema: '../../schemas/api.v1.json',
      name: 'Order status',
      method: 'POST',
      url: `http://${far.place}/orders/{{ order }}`,
      headers: { 'X-Shop': 'shoes' },
      body: { phone: '{{ phone }}' },
      save: { order_state: '{{ response.body.order.state }}', unit_price: '{{ response.body.order.items[0]["unit price"] }}' },
    });
    expect(far.seen.map(({ url, body, headers: sent }) => [url, body, sent['x-shop']])).toEqual([
      ['/orders/42', '{"phone":"+14155550132"}', 'shoes'],
    ]);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('makes an API of a cURL command', async () => {
    const { page, server, go } = await openConsole({ flows: TALK });
    await go('/apis');
    await page.getByRole('button', { name: 'Paste a cURL command' }).click();
    await page
      .getByRole('textbox', { name: 'cURL command' })
      .fill(`curl https://api.example.com/notes -H 'Content-Type: application/json' -d '{"text":"hi"}'`);
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByLabel('Name').fill('Add a note');
    await page.getByRole('button', { name: 'Add API' }).last().click();
    await page.getByRole('heading', { name: /^Configure API/ }).waitFor();
    const { method, url, body } = JSON.parse(
      readFileSync(join(server.config.flowsDir, 'apis/add-a-note.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect({ method, url, body }).toEqual({ method: 'POST', url: 'https://api.example.com/notes', body: { text: 'hi' } });
  });
});
