import type { FlowFiles } from './config.ts';

type Json = Readonly<Record<string, unknown>>;

/** One flow that takes every message, with these steps. */
export function flowOf(steps: readonly Json[], more: Json = {}): FlowFiles {
  return { 'talk.json': { name: 'Talk', trigger: { default: true }, steps, ...more } };
}

/** A flow that calls the API "ask" of somebody else, says "Done." after it and "Failed." when it fails. */
export function flowWithApi(url: string, api: Json = {}): FlowFiles {
  const steps = [
    { id: 'ask_api', type: 'api', api: 'ask', on_error: 'failed' },
    { id: 'done', type: 'message', text: 'Done.', next: 'end' },
    { id: 'failed', type: 'message', text: 'Failed.' },
  ];
  return { ...flowOf(steps), 'apis/ask.json': { name: 'Ask', method: 'POST', url, body: { ask: 'anything' }, ...api } };
}
