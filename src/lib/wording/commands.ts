import { foldKeyword } from '../keyword.ts';
import type { Language } from './index.ts';

/** What a person can ask for while a code is asked for. */
export type Command = 'resend' | 'change' | 'exit' | 'options' | 'help';

/** The words of every shipped language, as they fold. Those that the texts name come first in each language. */
const PHRASES: Readonly<Record<Command, readonly string[]>> = {
  resend: phrases(
    'resend, resend code, again, send again, send new code, send code, new code, new, another code',
    'reenviar, otra clave, nueva clave, outra senha, nova senha, renvoyer, nouveau code, neu, neuer code',
    'फिर भेजें, नया कोड, رمز جديد',
  ),
  change: phrases(
    'change, change number, other number, another number, different number, new number, wrong number',
    'cambiar, otro celular, trocar, outro celular, changer, autre mobile, autre numéro, wechseln, ändern, andere nummer',
    'दूसरा नंबर, رقم آخر',
  ),
  exit: phrases(
    'exit, leave, cancel, quit, end, stop, abort, bye, salir, cancelar, sair, quitter, annuler, schluss, beenden, abbrechen',
    'छोड़ें, خروج',
  ),
  options: phrases('options, option, menu, opciones, menú, opções, optionen, menü, विकल्प, خيارات'),
  help: phrases('help, info, ayuda, ajuda, aide, hilfe, मदद, مساعدة'),
};

function phrases(...lists: readonly string[]): readonly string[] {
  return lists.flatMap((list) => list.split(', '));
}

const BY_PHRASE: ReadonlyMap<string, Command> = new Map(
  Object.entries(PHRASES).flatMap(([command, phrases]) => phrases.map((phrase) => [foldKeyword(phrase), command as Command])),
);

/** Words around a command that change nothing: "cancel please" is a wish to leave. */
const FILLERS = new Set(
  ['please pls now the a my me this it i want to can you just ok por favor bitte', 's il vous plaît se te'].join(' ').split(' '),
);
const LONGEST_PHRASE = 60;

/** The command that a whole message is, in any of the shipped languages; null for anything else. */
export function readCommand(typed: string): Command | null {
  if (typed.length > LONGEST_PHRASE) return null;
  if (/^[?¿؟]+$/.test(typed.trim())) return 'options';
  const words = foldKeyword(typed);
  return BY_PHRASE.get(words) ?? BY_PHRASE.get(withoutFillers(words)) ?? null;
}

function withoutFillers(words: string): string {
  return words
    .split(' ')
    .filter((word) => !FILLERS.has(word))
    .join(' ');
}

/** What people reply to go on in a language. Hindi has a longer word, because "hi" is how chats begin. */
const SWITCHES: ReadonlyMap<string, Language> = new Map([
  ...(['en', 'es', 'pt', 'fr', 'de', 'ar'] as const).map((name) => [name, name] as const),
  ['hindi', 'hi'],
]);

/** The language that a whole message asks for, or null. */
export function readLanguage(typed: string): Language | null {
  return SWITCHES.get(foldKeyword(typed)) ?? null;
}

const COUNTRIES: Readonly<Record<Exclude<Language, 'en'>, string>> = {
  es: 'ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY GQ',
  pt: 'BR PT AO MZ CV ST GW',
  fr: 'FR MC SN CI ML BF NE TG BJ GA CG CD',
  de: 'DE AT LI',
  hi: 'IN',
  ar: 'SA EG AE MA DZ TN LY SD IQ JO LB SY KW QA BH OM YE PS MR',
};

const BY_COUNTRY: ReadonlyMap<string, Language> = new Map(
  Object.entries(COUNTRIES).flatMap(([language, countries]) =>
    countries.split(' ').map((country) => [country, language as Language]),
  ),
);

/** The main language of an ISO country where it is one of the shipped ones and not English, or null. */
export function languageOfCountry(country: string | null): Language | null {
  return BY_COUNTRY.get(country ?? '') ?? null;
}
