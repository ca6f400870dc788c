import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';

const PHOTO = { url: 'https://api.twilio.com/media/1', type: 'image/jpeg' };
const ask = (keys: object) => ({ id: 'ask', type: 'capture', prompt: 'Send it.', save: 'it', ...keys });
const tell = (text: string) => ({ id: 'tell', type: 'message', text });

describe('a capture of media', () => {
  const FLOW = flowOf([ask({ expect: 'media' }), tell('{{ it.size }}: {{ it[0].url }} {{ it[0].type }} {{ it[1].type }}')]);

  it('saves every file with its type', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    await phone.text('hi');
    const media = [PHOTO, { url: 'https://api.twilio.com/media/2', type: 'audio/ogg' }];
    expect((await phone.text('', { media })).texts).toEqual([`2: ${PHOTO.url} image/jpeg audio/ogg`]);
    const { transcript } = (await server.admin('/conversations/1')).body as { transcript: object[] };
    expect(transcript[2]).toMatchObject({ direction: 'in', media: media.map(({ url }) => url) });
  });

  it('asks again when there is none', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('what?')).texts).toEqual(['Please send a picture or a file.']);
  });

  it('takes one that came before it was asked for, after a restart too', async () => {
    const pause = { id: 'pause', type: 'delay', for: '10m' };
    const server = await startApp({ flows: flowOf([pause, ask({ expect: 'media' }), tell('{{ it[0].type }}')]) });
    const phone = openPhone(server);
    await phone.text('hi');
    await phone.text('', { media: [PHOTO] });
    await server.restart();
    await server.clock.advance(600_000);
    expect(await phone.nextText()).toBe('image/jpeg');
  });
});

describe('a capture of a location', () => {
  const FLOW = flowOf([
    ask({ expect: 'location' }),
    tell('{{ it.latitude }} {{ it.longitude }} {{ it.address }} {{ it.label }}'),
  ]);
  const PLACE = { Latitude: '37.7879', Longitude: '-122.3961', Address: '101 Spear St', Label: 'Office' };

  it('saves where it is, with its address and its label', async () => {
    const server = await startApp({ flows: FLOW });
    const phone = openPhone(server, { channel: 'whatsapp' });
    await phone.text('hi');
    expect((await phone.text('', { extra: PLACE })).texts).toEqual(['37.7879 -122.3961 101 Spear St Office']);
    const { transcript } = (await server.admin('/conversations/1')).body as { transcript: object[] };
    const location = { latitude: 37.7879, longitude: -122.3961, address: '101 Spear St', label: 'Office' };
    expect(transcript[2]).toMatchObject({ direction: 'in', text: '', location });
  });

  it('asks again for a text, and gives up after as many as it is told', async () => {
    const server = await startApp({ flows: flowOf([ask({ expect: 'location', max_tries: 2 })]) });
    const phone = openPhone(server, { channel: 'whatsapp' });
    await phone.text('hi');
    expect((await phone.text('at home')).texts).toEqual([expect.stringMatching(/^Please share your location/)]);
    await phone.text('at home!');
    expect((await server.admin('/conversations/1')).body).toMatchObject({ state: 'ended', outcome: 'gave_up' });
  });
});

describe('a capture of text', () => {
  it('says its retry to a picture without words', async () => {
    const server = await startApp({ flows: flowOf([ask({ retry: 'In words, please.' }), tell('{{ it }}')]) });
    const phone = openPhone(server);
    await phone.text('hi');
    expect((await phone.text('', { media: [PHOTO] })).texts).toEqual(['In words, please.']);
    expect((await phone.text('a cat', { media: [PHOTO] })).texts).toEqual(['a cat']);
  });
});
