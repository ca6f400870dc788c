import { foldKeyword } from '../../../lib/keyword.ts';
import type { Kind, KindConfig } from './kind.ts';

type Choice = NonNullable<KindConfig['choices']>[number];

export const choice: Kind = {
  keys: ['choices'],
  takesEarly: () => true,
  read: (config, message) => {
    const choices = config.choices ?? [];
    const chosen = byButton(choices, message.button) ?? byWords(choices, message.text);
    if (chosen) return { ok: true, value: chosen.value };
    return { ok: false, why: 'none of the choices', retry: `Please reply with one of these:${numbered(choices)}` };
  },
  list: (config) => numbered(config.choices ?? []),
  check: checkChoices,
};

function byButton(choices: readonly Choice[], payload: string | null): Choice | undefined {
  return payload === null ? undefined : choices.find((one) => one.value === payload);
}

function byWords(choices: readonly Choice[], typed: string): Choice | undefined {
  const word = foldKeyword(typed);
  if (word === '') return undefined;
  const byName = choices.find((one) =>
    [one.label, one.value, ...(one.keywords ?? [])].some((name) => foldKeyword(name) === word),
  );
  return byName ?? (/^\d{1,2}$/.test(word) ? choices[Number(word) - 1] : undefined);
}

function numbered(choices: readonly Choice[]): string {
  return choices.map((one, index) => `\n${index + 1}. ${one.label}`).join('');
}

function checkChoices(config: KindConfig): { path: (string | number)[]; message: string }[] {
  if (!config.choices) return [{ path: [], message: 'A choice needs "choices": [{ "value": "yes", "label": "Yes" }, …].' }];
  const seen = new Map<string, string>();
  const problems: { path: (string | number)[]; message: string }[] = [];
  config.choices.forEach((one, index) => {
    for (const word of new Set([one.label, ...(one.keywords ?? [])].map(foldKeyword))) {
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
