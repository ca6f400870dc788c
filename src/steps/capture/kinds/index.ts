import { choice } from './choice.ts';
import { code } from './code.ts';
import { email } from './email.ts';
import { location } from './location.ts';
import { media } from './media.ts';
import { number } from './number.ts';
import { phone } from './phone.ts';
import { text } from './text.ts';

export { type Kind, kindKeys } from './kind.ts';

/** Every kind of answer, by the word that `expect` takes. */
export const KINDS = { text, phone, code, number, email, choice, media, location };
