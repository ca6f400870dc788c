import { numberedList, type Option, pickOption } from '../../../engine/buttons.ts';
import type { Scope } from '../../../engine/scope.ts';
import { foldKeyword } from '../../../lib/keyword.ts';
import type { Kind, KindConfig } from './kind.ts';

export const choice: Kind = {
  keys: ['choices'],
  takesEarly: () => true,
  read: (config, message, { scope }) => {
    const options = optionsOf(config, scope);
    const chosen = pickOption(options, message);
    if (chosen) return { ok: true, value: chosen.value };
    return { ok: false, why: 'none of the choices', retry: `Please reply with one of these:${numberedList(options)}` };
  },
  list: (config, scope) => numberedList(optionsOf(config, scope)),
  check: checkChoices,
};

function optionsOf({ choices = [] }: KindConfig, scope: Scope): readonly Option[] {
  return choices.map(({ label, value, keywords }) => ({ label: label.say(scope), value, keywords }));
}

function checkChoices(config: KindConfig): { path: (string | number)[]; message: string }[] {
  if (!config.choices) return [{ path: [], message: 'A choice needs "choices": [{ "value": "yes", "label": "Yes" }, …].' }];
  const seen = new Map<string, string>();
  const problems: { path: (string | number)[]; message: string }[] = [];
  config.choices.forEach((one, index) => {
    const labels = one.label.templates.map((label) => label.source);
    for (const word of new Set([...labels, ...(one.keywords ?? [])].map(foldKeyword))) {
      const other = seen.get(word);
      if (other !== undefined) {
        problems.push({
          path: ['choices', index],
          message: `"${word}" stands for both "${other}" and "${one.value}". Give them different words.`,
        });
      }
      seen.set(word, one.value);
    }
  });
  return problems;
}
