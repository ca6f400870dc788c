import type { StatusView } from '../contract.ts';
import type { OtpControl } from '../../runtime/ports.ts';
import { iso } from './answers.ts';
import { byApi } from './call-figures.ts';
import type { Workplace } from './workplace.ts';

type Warnings = StatusView['warnings'];

const HOUR = 3_600_000;
const MOST_CALLS = 500;
/** An API that fails at least so often, and for so large a part of its calls, is told of. */
const FAILURES = 3;
const SHARE = 0.2;

/** What somebody had better look at. */
export async function warningsOf(place: Workplace, otp: OtpControl): Promise<Warnings> {
  return [...(await aboutCodes(otp)), ...(await failingApis(place)), ...(await deadLetters(place)), ...brokenFiles(place)];
}

async function aboutCodes(otp: OtpControl): Promise<Warnings> {
  const { now, testPhones, countries } = await otp.budgets();
  const closed = countries.filter(({ opensAt }) => opensAt !== null && opensAt > now).map(({ country }) => country);
  const tests = testPhones && testPhones.until > now ? testPhones : null;
  return [
    ...(closed.length > 0
      ? [
          {
            code: 'pumping',
            message: `Many codes went out and hardly one was typed, so no more are sent to: ${closed.join(', ')}.`,
            link: '/deliveries',
          },
        ]
      : []),
    ...(tests
      ? [
          {
            code: 'test-codes',
            message: `TEST_OTP gives fixed codes to ${tests.count} test phone(s) until ${iso(tests.until - 1).slice(0, 10)}.`,
            link: '/',
          },
        ]
      : []),
  ];
}

async function failingApis({ figures, clock }: Workplace): Promise<Warnings> {
  const calls = await figures.listCalls({ since: clock.now() - HOUR, api: null, limit: MOST_CALLS });
  return [...byApi(calls)].flatMap(([api, made]) => {
    const failed = made.filter(({ call }) => !call.ok).length;
    if (failed < FAILURES || failed < made.length * SHARE) return [];
    const message = `The API ${api} failed ${failed} of ${made.length} times in the last hour.`;
    return [{ code: 'failing-api', message, link: `/apis/${api}` }];
  });
}

async function deadLetters({ figures }: Workplace): Promise<Warnings> {
  const count = await figures.countDeadLetters();
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? 'thing' : 'things'} failed for good and can be tried again or dropped.`;
  return [{ code: 'dead-letters', message, link: '/deliveries' }];
}

function brokenFiles({ state }: Workplace): Warnings {
  const files = new Set(state().problems.flatMap(({ severity, file }) => (severity === 'error' ? [file] : [])));
  if (files.size === 0) return [];
  const which = files.size === 1 ? 'A file' : `${files.size} files`;
  return [
    {
      code: 'broken-files',
      message: `${which} in FLOWS_DIR could not be taken up; the last good version stays.`,
      link: '/flows',
    },
  ];
}
