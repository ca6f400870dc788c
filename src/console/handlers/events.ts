import { liveEvent } from '../contract.ts';
import type { Newsroom } from '../../runtime/news.ts';
import type { Stream } from '../route.ts';

/** `GET /api/v1/events`: tells that something changed, for screens to look again. */
export function liveEvents(newsroom: Pick<Newsroom, 'listen'>): Stream {
  return {
    path: '/events',
    title: 'Tells what changes, as it does',
    event: liveEvent,
    open: (_request, send) => newsroom.listen((news) => send({ data: news })),
  };
}
