import { isSupportedCountry } from 'libphonenumber-js/max';
import { phoneCountry } from '../lib/phone.ts';
import type { SettingReader } from './setting-reader.ts';
import { splitList } from './values.ts';

const NAME = 'ALLOWED_COUNTRIES';
const SHOWN = /^[\p{L}\p{N} ]{1,20}$/u;

/** The countries that codes may be sent to, null for all. Without a list: all in local mode, else the country of `ownNumber`. */
export function readCountries(reader: SettingReader, mode: 'local' | 'live', ownNumber: string | null): string[] | null {
  const text = reader.given(NAME);
  if (text === null) return mode === 'local' ? null : countryOfOwn(reader, ownNumber);
  const countries = splitList(text).map((entry) => entry.toUpperCase());
  const wrong = countries.filter((country) => !isSupportedCountry(country));
  if (wrong.length > 0 || countries.length === 0) refuse(reader, wrong);
  return [...new Set(countries)];
}

function countryOfOwn(reader: SettingReader, ownNumber: string | null): string[] {
  const country = ownNumber === null ? null : phoneCountry(ownNumber);
  if (country !== null && isSupportedCountry(country)) return [country];
  // A sender that is missing or malformed is a problem of its own; once it is put right, the country may follow from it.
  const hasOtherProblem =
    ownNumber === null && (reader.given('TWILIO_FROM_NUMBER') !== null || reader.given('TWILIO_MESSAGING_SERVICE_SID') === null);
  if (hasOtherProblem) return [];
  reader.require(
    NAME,
    `${NAME} is not set, and there is no number of our own whose country could stand in for it.`,
    `Name the countries that codes may be sent to, like this: ${NAME}=US,CA`,
  );
  return [];
}

function refuse(reader: SettingReader, wrong: readonly string[]): void {
  const shown = wrong.filter((entry) => SHOWN.test(entry)).slice(0, 5);
  const which = shown.length === 0 ? '' : ` (${shown.join(', ')})`;
  const hint = wrong.includes('UK') ? 'The United Kingdom is GB. ' : '';
  const fix = `${hint}Use two-letter ISO codes separated by commas, like this: ${NAME}=US,CA,GB`;
  reader.refuse(NAME, `names a country that is not known${which}.`, fix);
}
