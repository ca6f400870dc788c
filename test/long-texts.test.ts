import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';

const SENTENCE = 'Every word of this long text is to arrive in its order. ';
const LONG = SENTENCE.repeat(80).trimEnd();

describe('a text of more than 1,600 characters', () => {
  it.each([
    ['on the webhook', []],
    ['by REST', [{ id: 'pause', type: 'delay', for: '9s' }]],
  ])('leaves %s in pieces that are not, and the trace says so', async (_, before) => {
    const server = await startApp({ flows: flowOf([...before, { id: 'long', type: 'message', text: LONG }]) });
    const phone = openPhone(server);
    await phone.text('hi');
    await server.clock.advance(9_000);
    const pieces = [await phone.nextText(), await phone.nextText(), await phone.nextText()];
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(1_600);
    expect(pieces.join(' ')).toBe(LONG);
    const { trace } = (await server.admin('/conversations/1')).body as { trace: { entries: { on: string }[] }[] };
    const split = trace.flatMap(({ entries }) => entries).filter(({ on }) => on === 'split');
    expect(split).toMatchObject([{ step: 'long', note: `A text of ${LONG.length} characters left in 3 pieces.` }]);
  });

  it('is not one of exactly 1,600, which leaves whole', async () => {
    const server = await startApp({ flows: flowOf([{ id: 'long', type: 'message', text: 'x'.repeat(1_600) }]) });
    expect((await openPhone(server).text('hi')).texts).toEqual(['x'.repeat(1_600)]);
  });
});
