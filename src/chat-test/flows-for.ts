import type { Api } from '../engine/api.ts';
import type { Loaded } from '../flow/load.ts';
import { templatesIn } from '../flow/templates-in.ts';
import { foldKeyword } from '../lib/keyword.ts';
import type { ChatTest } from './chat-file.ts';
import { standInSecret } from './house-rules.ts';

/**
 * The flows as one chat sees them. The flow under test takes whatever no keyword takes, on every channel and number, and no
 * other flow's keyword takes the first message from it. No API is called twice by itself: the chat says how a call goes.
 */
export function flowsFor(loaded: Loaded, flow: string | null, test: ChatTest): Loaded {
  const apis = new Map([...loaded.apis].map(([id, api]) => [id, callOnce(api)]));
  if (flow === null) return { ...loaded, apis };
  const first = test.lines[0]?.does;
  const word = first?.kind === 'user' ? foldKeyword(first.button ?? first.text) : '';
  const flows = loaded.flows.map((one) => {
    const { trigger } = one;
    if (one.id === flow)
      return { ...one, trigger: { ...trigger, default: true, channels: ['sms', 'whatsapp'] as const, to: [] } };
    const keywords = trigger.keywords.filter((keyword) => keyword !== word);
    return { ...one, trigger: { ...trigger, keywords, default: false } };
  });
  return { ...loaded, flows, apis };
}

function callOnce(api: Api): Api {
  return { ...api, retry: { ...api.retry, attempts: 1 } };
}

/** A value for each `SECRET_*` that the APIs read, by its name after `SECRET_`. */
export function standInSecrets(loaded: Loaded): Readonly<Record<string, string>> {
  const names = [...loaded.apis.values()].flatMap((api) =>
    templatesIn(api).flatMap(({ reads }) => reads.flatMap(([head, name]) => (head === 'secret' && name ? [name] : []))),
  );
  return Object.fromEntries(names.map((name) => [name, standInSecret(name)]));
}
