import { describe, expect, it } from 'vitest';
import { startApp } from './support/app.ts';
import { flowOf } from './support/flows.ts';
import { openPhone } from './support/phone.ts';

describe('what a person types', () => {
  const ECHO = flowOf([
    { id: 'ask', type: 'capture', prompt: 'Who are you?', save: 'who', next: 'hello' },
    { id: 'hello', type: 'message', text: 'Hello {{ who }}!' },
  ]);

  it.each([
    ['control characters', 'a\u0000b\u0007c\u001bd\u007fe', 'abcde'],
    ['half a character', 'a\ud83dz', 'a\ufffdz'],
    ['noncharacters', 'a\uffffb\ufffec', 'abc'],
    ['markup', '</Message><Message>&amp;"\'', '</Message><Message>&amp;"\''],
    ['a CDATA end', ']]> & <![CDATA[', ']]> & <![CDATA['],
    ['emoji and line ends', '👩‍👩‍👧\r\nzwei\t3', '👩‍👩‍👧\r\nzwei\t3'],
    ['a template', '{{ twilio.auth_token }}{% if true %}x{% endif %}', '{{ twilio.auth_token }}{% if true %}x{% endif %}'],
  ])('comes back as text in well-formed TwiML: %s', async (_, typed, shown) => {
    const server = await startApp({ flows: ECHO });
    const phone = openPhone(server);
    await phone.text('hi');
    const { xml, texts } = await phone.text(typed);
    expect(texts).toEqual([`Hello ${shown}!`]);
    expect(unwritable(xml)).toEqual([]);
    expect(xml.replaceAll(/&(?:amp|lt|gt|quot|apos|#x?[0-9a-fA-F]+);/g, '')).not.toContain('&');
    expect(xml.match(/<\/?[A-Za-z]+/g)).toEqual(['<Response', '<Message', '</Message', '</Response']);
  });
});

/** Characters that XML 1.0 cannot hold. */
function unwritable(xml: string): string[] {
  return Array.from(xml).filter((character) => {
    const point = character.codePointAt(0) ?? 0;
    const isControl = point < 0x20 && !'\t\n\r'.includes(character);
    return isControl || (point >= 0xd800 && point <= 0xdfff) || point === 0xfffe || point === 0xffff;
  });
}
