import { describe, expect, it } from 'vitest';
import { readPhone } from '../src/lib/phone.ts';
import { readCode } from '../src/lib/read-code.ts';

interface CodeCase {
  readonly typed: string;
  readonly gives: string;
}
interface PhoneCase extends CodeCase {
  readonly country: string;
}

const CODES: readonly CodeCase[] = [
  { typed: 'It is 482913, I think', gives: '482913' },
  { typed: '000004', gives: '000004' },
  { typed: '4 8 2 9 1 3', gives: '482913' },
  { typed: '482_913', gives: '482913' },
  { typed: '482—913', gives: '482913' },
  { typed: 'AC-482913 ist Ihr Code', gives: '482913' },
  { typed: '482913 is your Acme code. It expires in 10 minutes. Only type it in your chat with us.', gives: '482913' },
  { typed: '४८२९१३', gives: '482913' },
  { typed: '๔๘๒๙๑๓', gives: '482913' },
  { typed: '４８２９１３', gives: '482913' },
  { typed: '𝟒𝟖𝟐𝟗𝟏𝟑', gives: '482913' },
  { typed: '4️⃣8️⃣2️⃣9️⃣1️⃣3️⃣', gives: '482913' },
  { typed: '\u202e482913\u202c', gives: '482913' },
  { typed: '48\u200b29\u200d13', gives: '482913' },
  { typed: '482913\n482913', gives: '482913' },
  { typed: '482\n913', gives: 'too_short' },
  { typed: '48291', gives: 'too_short' },
  { typed: '48291З', gives: 'too_short' },
  { typed: '4829133', gives: 'too_long' },
  { typed: '482913 no, 319284', gives: 'two' },
  { typed: '(212) 555-0142', gives: 'phone' },
  { typed: '+447400123456', gives: 'phone' },
  { typed: 'four eight two', gives: 'none' },
  { typed: '', gives: 'none' },
  { typed: '½', gives: 'too_short' },
];

const PHONES: readonly PhoneCase[] = [
  { typed: '212 555 0142', country: 'US', gives: '+12125550142' },
  { typed: '+1-212-555-0142', country: 'DE', gives: '+12125550142' },
  { typed: 'whatsapp:+12125550142', country: 'US', gives: '+12125550142' },
  { typed: '07400 123456', country: 'GB', gives: '+447400123456' },
  { typed: '+44 (0) 7400 123456', country: 'US', gives: '+447400123456' },
  { typed: '0044 7400 123456', country: 'GB', gives: '+447400123456' },
  { typed: '0151/234 567 89', country: 'DE', gives: '+4915123456789' },
  { typed: 'es el 612 34 56 78', country: 'ES', gives: '+34612345678' },
  { typed: '\u2066+1 212 555 0142\u2069', country: 'US', gives: '+12125550142' },
  { typed: '+١٢١٢٥٥٥٠١٤٢', country: 'US', gives: '+12125550142' },
  { typed: '0900 1234567', country: 'DE', gives: 'refused' },
  { typed: '+44 843 123 4567', country: 'GB', gives: 'refused' },
  { typed: '030 901820', country: 'DE', gives: 'refused' },
  { typed: '110', country: 'DE', gives: 'refused' },
  { typed: '212 555 0142 and 212 555 0143', country: 'US', gives: 'refused' },
  { typed: 'my mail is ana@example.com', country: 'US', gives: 'refused' },
];

function codeIn(typed: string, length: number): string {
  const reading = readCode(typed, length);
  return reading.ok ? reading.code : reading.why;
}

function phoneIn({ typed, country }: PhoneCase): string {
  const reading = readPhone(typed, { region: country });
  return reading.ok ? reading.e164 : 'refused';
}

describe('what people type', () => {
  it.each(CODES)('as a code, $typed, is read as $gives', ({ typed, gives }) => {
    expect(codeIn(typed, 6)).toBe(gives);
  });

  it.each(PHONES)('as a number in $country, $typed, is read as $gives', (one) => {
    expect(phoneIn(one)).toBe(one.gives);
  });
});
