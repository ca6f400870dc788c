import type { Core } from './core.ts';
import { verifyingParts } from './flow/verifying.ts';
import { openWorkshop } from './flow/workshop.ts';
import type { SourceFile } from './flow/source.ts';
import type { Samples } from './metrics/prometheus.ts';
import type { VerifyingIds } from './runtime/measured.ts';

/** Counting what fills budgets reads many rows, so a page that is asked for often has what was counted a little before. */
const FRESH = 30_000;

/** What is read when `/metrics` is asked for. */
export function samplesOf({ stores, otpControl, clock }: Core): Samples {
  const { figures, store, commits } = stores;
  let counted: { readonly at: number; readonly codes: ReturnType<Samples['codes']> } | null = null;
  const countCodes = async () => {
    const { sends, sendsPerHour, destinationsFull, sendersFull, prefixesFull, countries, now } = await otpControl.budgets();
    const closed = countries.filter(({ opensAt }) => opensAt !== null && opensAt > now).map(({ country }) => country);
    return { sends, sendsPerHour, full: { destination: destinationsFull, sender: sendersFull, prefix: prefixesFull }, closed };
  };
  return {
    outbox: () => figures.countOutbox(),
    deadLetters: () => figures.countDeadLetters(),
    nextJobAt: () => store.nextJobAt(),
    codes: () => {
      const at = clock.monotonic();
      if (!counted || at - counted.at >= FRESH) counted = { at, codes: countCodes() };
      return counted.codes;
    },
    commits: () => commits,
    now: () => clock.now(),
  };
}

/** Which flows and APIs verify numbers, found out anew only when the files have changed. */
export function verifyingIn(sources: () => readonly SourceFile[]): () => VerifyingIds {
  let known: { readonly of: readonly SourceFile[]; readonly ids: VerifyingIds } | null = null;
  return () => {
    const now = sources();
    if (known?.of !== now) {
      const { flows, sending, checking } = verifyingParts(openWorkshop(now));
      known = { of: now, ids: { flows: new Set(flows), sending: new Set(sending), checking: new Set(checking) } };
    }
    return known.ids;
  };
}
