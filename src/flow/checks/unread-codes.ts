import type { ApiOutline, FlowOutline } from '../outline.ts';
import type { Finding } from '../problem.ts';

/** What an API sends is filled in there; what it reads elsewhere does not leave. */
const SENT = ['url', 'query', 'headers', 'body', 'auth'];

/** Warns of APIs that never read what a step sets for them to send. `apis` holds null for files that cannot be read. */
export function checkUnreadCodes(flow: FlowOutline, apis: ReadonlyMap<string, ApiOutline | null>): Finding[] {
  return flow.steps.flatMap((step) =>
    (step.ask((definition, config) => definition.hands?.(config)) ?? []).flatMap(({ api: id, attribute, path }): Finding[] => {
      const api = apis.get(id);
      if (!api || sends(api, attribute)) return [];
      return [
        {
          code: 'unread-code',
          severity: 'warning',
          path: ['steps', step.index, ...path],
          message: `The API "${id}" never reads "${attribute}", so it is asked about a code that it is not told.`,
          fix: `Send it along, as in "body": { "code": "{{ ${attribute} }}" } in apis/${id}.json, or name the API that checks codes.`,
        },
      ];
    }),
  );
}

/** `message` is what the person typed, which some APIs read by themselves. */
function sends({ reads }: ApiOutline, attribute: string): boolean {
  return reads.some(({ path: [key], name: [head] }) => SENT.includes(String(key)) && (head === attribute || head === 'message'));
}
