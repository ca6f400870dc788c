import type { FlowOutline } from './outline.ts';
import { apiOutlinesOf, outlinesOf, type Workshop } from './workshop.ts';

/** Which flows verify numbers, and which APIs they have codes sent and checked by. */
export interface Verifying {
  readonly flows: readonly string[];
  readonly sending: readonly string[];
  readonly checking: readonly string[];
}

/** Those of the `verify` step that need no file. */
const BUILT_IN = { sending: ['builtin:send', 'twilio-verify:send'], checking: ['builtin:check', 'twilio-verify:check'] };

/** Judged by what the files say: an API that reads a code that was typed checks it; another one of the same flow that reads an answer sends one. */
export function verifyingParts(workshop: Workshop): Verifying {
  const flows = outlinesOf(workshop).flatMap((flow) => {
    const codes = codesOf(flow);
    return codes.size > 0 ? [{ flow, codes }] : [];
  });
  const apis = apiOutlinesOf(workshop);
  const sending = new Set(BUILT_IN.sending);
  const checking = new Set(BUILT_IN.checking);
  for (const { flow, codes } of flows) {
    const saved = new Set(flow.steps.flatMap((step) => step.saves.map(({ name }) => name)));
    const called = new Set(flow.steps.flatMap((step) => step.calls));
    for (const { id, reads } of apis.filter((api) => called.has(api.id))) {
      const names = reads.map(({ name: [head = ''] }) => head);
      if (names.some((name) => codes.has(name))) checking.add(id);
      else if (names.some((name) => saved.has(name))) sending.add(id);
    }
  }
  return { flows: flows.map(({ flow }) => flow.id), sending: [...sending], checking: [...checking] };
}

/** The attributes that take codes: secret ones of steps that hide the digits of what is typed. */
function codesOf({ steps }: FlowOutline): ReadonlySet<string> {
  const readers = steps.filter((step) => step.ask((definition, config) => definition.hides?.(config, new Set())) === 'digits');
  return new Set(readers.flatMap((step) => step.saves.filter(({ secret }) => secret).map(({ name }) => name)));
}
