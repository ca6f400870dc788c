import type { CountryTraffic } from '../../runtime/otp-store.ts';
import type { OtpControl } from '../../runtime/ports.ts';
import type { Handler } from '../route.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** `GET /api/v1/otp/budgets` */
export function readBudgets(otp: OtpControl): Handler {
  return async () => {
    const budgets = await otp.budgets();
    const { now, testPhones } = budgets;
    return {
      status: 200,
      body: {
        everything: { limit: budgets.sendsPerHour, per: HOUR, sends: budgets.sends },
        destinations: { limit: budgets.perDestination, per: DAY, full: budgets.destinationsFull },
        senders: { limit: budgets.perSender, per: DAY, full: budgets.sendersFull },
        prefixes: { limit: budgets.perPrefix, per: HOUR, full: budgets.prefixesFull },
        countries: budgets.countries.map((traffic) => shownCountry(traffic, now)),
        allowedCountries: budgets.allowedCountries,
        testPhones: testPhones && {
          count: testPhones.count,
          active: testPhones.until > now,
          until: new Date(testPhones.until).toISOString(),
        },
      },
    };
  };
}

/** `POST /api/v1/otp/countries/:country/open` */
export function openCountry(otp: OtpControl): Handler {
  return async ({ params }) => {
    const country = (params['country'] ?? '').toUpperCase();
    const isCountry = /^([A-Z]{2}|001)$/.test(country);
    if (isCountry && (await otp.openCountry(country))) return { status: 200, body: { country, closed: false } };
    const message = 'This country is not closed for codes. GET /api/v1/otp/budgets has those that are.';
    return { status: 404, body: { error: { code: 'not_closed', message } } };
  };
}

function shownCountry({ country, sends, approved, usual, closedAt, opensAt }: CountryTraffic, now: number) {
  const closed = opensAt !== null && opensAt > now;
  return {
    country,
    sends,
    approved,
    usual: usual === null ? null : Math.round(usual),
    closed,
    closedAt: closed && closedAt !== null ? new Date(closedAt).toISOString() : null,
    opensAt: closed ? new Date(opensAt).toISOString() : null,
  };
}
