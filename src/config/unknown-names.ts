import { closest, didYouMean } from '../lib/suggest.ts';
import { type Environment, settings } from './env.ts';
import type { Problem } from './problem.ts';

const API_SECRET = /^SECRET_[A-Z0-9][A-Z0-9_]*$/;
const SHORT = 5;

const names = [...settings.keys()];
const shortNames = names.filter((name) => name.length <= SHORT);
const longNames = names.filter((name) => name.length > SHORT);
const secretNames = names.filter((name) => name.startsWith('SECRET_'));
const masterKeys = ['SECRET_KEY', 'SECRET_KEY_PREVIOUS'];

/** Names that other programs use and that look like a slip in one of ours. */
const othersNames = new Set([
  'POST',
  'COST',
  'PART',
  'SORT',
  'SPORT',
  'GHOST',
  'LHOST',
  'RHOST',
  'VHOST',
  'XHOST',
  'RAND',
  'HTTP_TTL',
]);

/** True for the name of a setting that holds a secret for API definitions: `SECRET_OTP_KEY`, but not the master keys. */
export function isApiSecret(name: string): boolean {
  return API_SECRET.test(name) && !masterKeys.includes(name);
}

/** What is wrong with the names themselves: any stranger in `.env`, and slips in the process environment. */
export function checkNames(env: Environment, dotenv: Environment): { readonly problems: Problem[]; readonly warnings: string[] } {
  const inFile = Object.keys(dotenv).filter((name) => !isKnown(name));
  const problems = inFile.map(unknownInFile);
  const strangers: string[] = [];
  for (const name of Object.keys(env)) {
    if (isKnown(name) || inFile.includes(name)) continue;
    const meant = slipOf(name);
    if (meant !== undefined) problems.push(slip(name, meant));
    else if (name.startsWith('TWILIO_')) strangers.push(name);
  }
  const warnings = [...new Set([...Object.keys(dotenv), ...Object.keys(env)])].flatMap(nearOwnSecret);
  if (strangers.length > 0) warnings.push(`The environment has ${strangers.sort().join(', ')}, which Parley does not use.`);
  return { problems, warnings };
}

function isKnown(name: string): boolean {
  return settings.has(name) || isApiSecret(name);
}

function unknownInFile(name: string): Problem {
  const meant = didYouMean(name, names).trim();
  const fix = `${meant} Otherwise remove the line from .env: .env.example lists every setting.`;
  return {
    name,
    message: `.env sets ${name}, which is not a setting of Parley.`,
    fix: meant === '' ? fix.replace(' Otherwise remove', 'Remove') : fix,
  };
}

function slip(name: string, meant: string): Problem {
  return {
    name,
    message: `The environment sets ${name}, which is not a setting of Parley but looks like ${meant}.`,
    fix: `Did you mean "${meant}"? Rename it, or unset it for this process.`,
  };
}

/** The setting of which `name` is a slip of at most two edits. Short names get one edit: half of English is within two of HOST. */
function slipOf(name: string): string | undefined {
  const lowerCaseLetters = name.replace(/[^a-z]/g, '').length;
  if (lowerCaseLetters > 2 || othersNames.has(name)) return undefined;
  return closest(name, longNames) ?? shortNames.find((short) => isOneEdit(name, short));
}

/** True when one letter added, lost, changed, or swapped with its neighbour makes `a` into `b`. */
function isOneEdit(a: string, b: string): boolean {
  if (a.length < b.length) return isOneEdit(b, a);
  let at = 0;
  while (at < b.length && a[at] === b[at]) at += 1;
  if (a.length > b.length) return a.slice(at + 1) === b.slice(at);
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
  return swapped || a.slice(at + 1) === b.slice(at + 1);
}

function nearOwnSecret(name: string): string[] {
  if (!isApiSecret(name) || secretNames.includes(name)) return [];
  const meant = closest(name, secretNames);
  if (meant === undefined) return [];
  return [`${name} is read as a secret for API definitions. If you meant ${meant}, rename it.`];
}
