import type { ContactReads, Reads } from '../runtime/reads.ts';
import type { Newsroom } from '../runtime/news.ts';
import type { People } from '../runtime/people.ts';
import type { Clock, OtpControl } from '../runtime/ports.ts';
import type { Letters } from './handlers/dead-letters.ts';
import type { SeenWebhook } from './handlers/deliveries.ts';
import type { Operations } from './handlers/desk.ts';
import { liveEvents } from './handlers/events.ts';
import type { Phones } from './handlers/simulator.ts';
import type { Installation } from './handlers/status.ts';
import type { Tries } from './handlers/tries.ts';
import type { TryApi } from './handlers/try-api.ts';
import { tryEvents } from './handlers/try.ts';
import type { Workplace } from './handlers/workplace.ts';
import { openApiPage } from './open-api.ts';
import type { Route, Stream } from './route.ts';
import { apiRoutesOf } from './tables/apis.ts';
import { flowRoutes } from './tables/flows.ts';
import { operationRoutes } from './tables/operations.ts';
import { peopleRoutes, simulatorRoutes } from './tables/people.ts';
import { tryRoutes } from './tables/try.ts';

/** What the routes work with. `phones` is null in live mode, where there is no simulator. */
export interface ApiParts {
  readonly installation: Installation;
  readonly reads: Reads;
  readonly place: Workplace;
  readonly phones: Phones | null;
  readonly desk: Operations;
  readonly people: People;
  readonly deadLetters: Letters;
  readonly otp: OtpControl;
  readonly contacts: ContactReads;
  readonly tries: Tries;
  readonly tryApi: TryApi;
  readonly webhooks: () => readonly SeenWebhook[];
  readonly newsroom: Newsroom;
  readonly clock: Clock;
  /** The country of our own number. */
  readonly country: string | undefined;
}

/** Everything below `/api/v1` but the session. */
export interface ApiTable {
  readonly routes: readonly Route[];
  readonly streams: readonly Stream[];
}

/** Every route, with the page that describes them all. */
export function apiTable(parts: ApiParts): ApiTable {
  const { installation, place, phones, tries } = parts;
  const streams = [liveEvents(parts.newsroom), tryEvents(tries)];
  const routes = [
    ...operationRoutes(parts),
    ...flowRoutes(place),
    ...apiRoutesOf(place, parts.tryApi),
    ...peopleRoutes(parts),
    ...tryRoutes(place, tries),
    ...(phones ? simulatorRoutes(phones) : []),
  ];
  return { routes: [...routes, openApiPage({ routes, streams, version: installation.version })], streams };
}
