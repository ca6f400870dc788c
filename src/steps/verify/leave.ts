import type { StepResult } from '../../engine/step.ts';
import type { Attributes, Value } from '../../engine/value.ts';
import type { WordKey, WordValues } from '../../lib/wording/words.ts';
import { DEFAULTS, type Fact } from './config.ts';
import { ATTRIBUTES, type Here, phoneOf } from './memory.ts';
import { providerOf } from './providers/index.ts';
import { sayHere } from './say.ts';
import type { Verdict } from './verdicts.ts';

/** How the step ends: its last words, until when the person is locked out, and words for the trace. */
interface Leaving {
  /** Null says nothing: the flow goes on with words of its own. */
  readonly key: WordKey | null;
  readonly values?: WordValues;
  readonly lockedUntil?: number;
  readonly note?: string;
}

/** Leaves with a verdict: to where `on` leads, to `next` when approved, else to the end with the verdict as outcome. */
export function leave(here: Here, verdict: Verdict, { key, values = {}, lockedUntil, note }: Leaving): StepResult {
  const { config, context } = here;
  const phone = phoneOf(here);
  const { method } = providerOf(config);
  const approved = verdict === 'approved';
  const to = config.on?.[verdict] ?? (approved ? undefined : 'end');
  const verifiedAt = approved ? new Date(context.now).toISOString() : null;
  return {
    type: 'go',
    say: key === null ? [] : sayHere(here, key, values),
    ...(to === undefined ? {} : { to }),
    exit: config.on?.[verdict] === undefined ? 'next' : verdict,
    endsAs: verdict,
    note: note === undefined ? verdict : `${verdict}: ${note}`,
    set: {
      ...facts(here, { phone, verified_at: verifiedAt, verdict, method }),
      [ATTRIBUTES.code]: null,
      [ATTRIBUTES.reference]: null,
      ...(lockedUntil === undefined ? {} : { [ATTRIBUTES.lockedUntil]: lockedUntil }),
    },
    ...(approved && phone !== null
      ? { claim: { phone, method, trust: config.trust ?? DEFAULTS.trust } }
      : { notVerified: { verdict, phone, method } }),
  };
}

/** Goes on with a person whose number is verified already. */
export function goOnVerified(here: Here): StepResult {
  const { config, context } = here;
  const { verified_phone, verified_at } = context.scope.contact;
  const { method } = providerOf(config);
  const last3 = (verified_phone ?? '').slice(-3);
  return {
    type: 'go',
    say: sayHere(here, 'already', { last3 }),
    ...(config.on?.approved === undefined ? {} : { to: config.on.approved }),
    exit: config.on?.approved === undefined ? 'next' : 'approved',
    endsAs: 'approved',
    note: 'verified before, and still trusted',
    set: {
      ...facts(here, { phone: verified_phone, verified_at, verdict: 'approved', method }),
      [ATTRIBUTES.phone]: verified_phone,
    },
  };
}

function facts({ config }: Here, known: Readonly<Record<Fact, Value>>): Attributes {
  return Object.fromEntries(Object.entries(config.save ?? {}).map(([name, fact]) => [name, known[fact]]));
}
