const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '\f^{}\\[~]|€';

/** The units that each character of GSM-7 takes: the extended ones follow an escape. */
const GSM_UNITS: ReadonlyMap<string, number> = new Map([
  ...Array.from(BASIC, (character) => [character, 1] as const),
  ...Array.from(EXTENDED, (character) => [character, 2] as const),
]);

/** Units of one SMS that stands alone, and of each part of a longer one, whose header takes some. */
const SIZES = { 'GSM-7': { alone: 160, part: 153 }, 'UCS-2': { alone: 70, part: 67 } } as const;

export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** How many segments carriers count and bill; an empty text is one. */
  readonly segments: number;
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  readonly units: number;
  /** The first character that GSM-7 lacks, because of which the text is UCS-2; null in GSM-7. */
  readonly culprit: string | null;
}

/** Printable ASCII that takes one unit each, as most texts have only. */
const PLAIN = /^[A-Za-z0-9 !"#$%&'()*+,\-./:;<=>?@_\n\r]*$/;

/** How a text leaves as SMS: `countSegments('Hi 🙂')` is one segment of five units in UCS-2, because of 🙂. */
export function countSegments(text: string): Segments {
  const { alone, part } = SIZES['GSM-7'];
  if (!PLAIN.test(text)) return countEach(text);
  const units = text.length;
  return { encoding: 'GSM-7', segments: units <= alone ? 1 : Math.ceil(units / part), units, culprit: null };
}

/** The same for every text, character by character. */
export function countEach(text: string): Segments {
  const characters = Array.from(text);
  const culprit = characters.find((character) => !GSM_UNITS.has(character)) ?? null;
  const encoding = culprit === null ? 'GSM-7' : 'UCS-2';
  const sizes = characters.map((character) => (culprit === null ? (GSM_UNITS.get(character) ?? 1) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, part } = SIZES[encoding];
  return { encoding, segments: units <= alone ? 1 : partsOf(sizes, part), units, culprit };
}

/** No part ends between the two units of one character. */
function partsOf(sizes: readonly number[], most: number): number {
  let parts = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > most) {
      parts += 1;
      filled = 0;
    }
    filled += size;
  }
  return parts;
}
