import { foldKeyword } from '../../lib/keyword.ts';
import { RESERVED_WORDS } from '../../lib/reserved-words.ts';
import type { FlowOutline, Named } from '../outline.ts';
import type { Finding } from '../problem.ts';

/** Keywords must be words that can reach us. A subflow counts as serving SMS: any flow may call it. */
export function checkKeywords(flow: FlowOutline): Finding[] {
  const keywords = [...(flow.trigger?.keywords ?? []), ...flow.commands.flatMap((command) => command.keywords)];
  const servesSms = flow.trigger?.channels.includes('sms') ?? true;
  return keywords.flatMap((keyword) => [...(servesSms ? reserved(keyword) : []), ...unspeakable(keyword)]);
}

function reserved({ text, path }: Named): Finding[] {
  if (!RESERVED_WORDS.has(foldKeyword(text))) return [];
  return [
    {
      code: 'reserved-word',
      path,
      message: `On SMS Twilio answers "${text}" itself, as opt-out, opt-in or help, so it would never do this.`,
      fix: 'Choose another word, or serve only WhatsApp: "channels": ["whatsapp"].',
    },
  ];
}

function unspeakable({ text, path }: Named): Finding[] {
  if (text === '' || foldKeyword(text) !== '') return [];
  return [
    {
      code: 'empty-keyword',
      severity: 'warning',
      path,
      message: `"${text}" is nothing but punctuation, which is ignored when words are compared.`,
      fix: 'Choose a keyword with letters or digits.',
    },
  ];
}
