import type { StatusView } from '../contract.ts';
import { verifyingParts } from '../../flow/verifying.ts';
import { openWorkshop } from '../../flow/workshop.ts';
import type { OtpControl } from '../../runtime/ports.ts';
import type { Reads } from '../../runtime/reads.ts';
import type { Handler } from '../route.ts';
import { firstSteps } from './first-steps.ts';
import { warningsOf } from './warnings.ts';
import type { Workplace } from './workplace.ts';

const DAY = 86_400_000;
const DAYS = 7;
/** Numbers over days may be a little old: they cost a look at many rows. */
const FRESH = 60_000;

type Days = Pick<StatusView, 'funnel' | 'texts'>;

/** What holds for as long as the server runs. */
export interface Installation {
  readonly mode: 'local' | 'live';
  readonly brand: string;
  readonly version: string;
  /** Each rejects or says what is wrong; null where all is well. */
  readonly health: { database(): Promise<string | null>; flows(): string | null; worker(): string | null };
}

/** `GET /api/v1/status` */
export function readStatus(parts: {
  readonly installation: Installation;
  readonly place: Workplace;
  readonly reads: Pick<Reads, 'listConversations'>;
  readonly otp: OtpControl;
}): Handler {
  const { place, reads, otp } = parts;
  const { mode, brand, version, health } = parts.installation;
  let kept: { readonly at: number; readonly days: Days } | null = null;
  return async () => {
    const now = place.clock.now();
    kept = kept !== null && now - kept.at < FRESH ? kept : { at: now, days: await countDays(place, now) };
    const body: StatusView = {
      mode,
      brand,
      version,
      flowsWritable: place.files.isWritable,
      health: {
        database: (await health.database()) ?? 'ok',
        flows: health.flows() ?? 'ok',
        worker: health.worker() ?? 'ok',
      },
      steps: await firstSteps(place, reads, mode),
      ...kept.days,
      warnings: await warningsOf(place, otp),
    };
    return { status: 200, body };
  };
}

async function countDays({ figures, state }: Workplace, now: number): Promise<Days> {
  const today = Math.floor(now / DAY);
  const since = (today - DAYS + 1) * DAY;
  const verifying = verifyingParts(openWorkshop(state().sources));
  const counted = await figures.countFunnel({ ...verifying, since });
  const delivered = await figures.countDeliveredCodes({ since });
  const funnel = Array.from({ length: DAYS }, (_, index) => {
    const day = today - DAYS + 1 + index;
    const { asked = 0, numberOk = 0, sent = 0, typed = 0, verified = 0 } = counted.find((one) => one.day === day) ?? {};
    const known = delivered.find((one) => one.day === day)?.count ?? 0;
    return {
      day: new Date(day * DAY).toISOString().slice(0, 10),
      asked,
      number_ok: numberOk,
      sent,
      // A code that was typed had reached the phone, whatever was reported; and no more reach one than were sent.
      delivered: Math.min(sent, Math.max(known, typed)),
      typed,
      verified,
    };
  });
  const segments7d = await figures.countSegments({ since: now - DAYS * DAY });
  return { funnel, texts: { segments7d, estimate: Math.round((segments7d / DAYS) * 30) } };
}
