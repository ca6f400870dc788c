import { expect, it } from 'vitest';
import { answerJson, startFarSide } from './support/api-kit.ts';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';

const STEPS = [
  { id: 'ask', type: 'capture', prompt: 'What is it about?', save: 'topic' },
  { id: 'first', type: 'api', api: 'first' },
  { id: 'pause', type: 'delay', for: '10s' },
  { id: 'tell', type: 'api', api: 'tell' },
  { id: 'done', type: 'message', text: 'Done.' },
];

it('an API gets the last message, though nothing in the flow itself reads it', async () => {
  const far = await startFarSide((response) => answerJson(response, 200, {}));
  const first = { method: 'POST', url: `${far.origin}/first` };
  const tell = { method: 'POST', url: `${far.origin}/tell`, body: { text: '{{ message.text }}', media: '{{ message.media }}' } };
  const flows = { ...flowOf(STEPS), 'apis/first.json': first, 'apis/tell.json': tell };
  const server = await startApp({ flows, env: { API_ALLOW_HOSTS: far.place } });
  const phone = openPhone(server);
  await phone.text('hi');
  await phone.text('my bill');
  await server.clock.advance(10_000);
  await expect.poll(() => far.seen.map(({ url }) => url)).toEqual(['/first', '/tell']);
  expect(JSON.parse(far.seen[1]?.body ?? '')).toEqual({ text: 'my bill', media: [] });
});
