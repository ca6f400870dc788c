import * as shape from '../contract.ts';
import { advanceTry, endTry, failInTry, saveTry, sayInTry, skipInTry, startTry } from '../handlers/try.ts';
import type { Tries } from '../handlers/tries.ts';
import type { Workplace } from '../handlers/workplace.ts';
import type { Route } from '../route.ts';

const DONE = { 204: null, 404: shape.refusal };
const UNFIT = { 422: shape.refusal };

/** Routes of chats that are tried out, each with an engine of its own. */
export function tryRoutes(place: Workplace, tries: Tries): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/try',
      title: 'Begins a chat that is tried out; nothing of it leaves but calls of APIs',
      body: shape.newTry,
      answers: { 201: shape.openTry, 404: shape.refusal, 422: shape.faulty.or(shape.refusal) },
      audit: 'try.start',
      handle: startTry(place, tries),
    },
    {
      method: 'post',
      path: '/try/:id/messages',
      title: 'A message of the simulated phone',
      body: shape.tryMessage,
      answers: { ...DONE, ...UNFIT },
      handle: sayInTry(tries),
    },
    {
      method: 'post',
      path: '/try/:id/skip',
      title: 'Ends the pause that the flow makes',
      answers: { ...DONE, 409: shape.refusal },
      handle: skipInTry(tries),
    },
    {
      method: 'post',
      path: '/try/:id/advance',
      title: 'Lets time go on',
      body: shape.advance,
      answers: { ...DONE, ...UNFIT },
      handle: advanceTry(tries),
    },
    {
      method: 'post',
      path: '/try/:id/fail',
      title: 'Lets the next call of an API fail',
      body: shape.failNext,
      answers: { ...DONE, ...UNFIT },
      handle: failInTry(tries),
    },
    {
      method: 'get',
      path: '/try/:id/chat-test',
      title: 'The chat as a file for parley test',
      answers: { 200: shape.tryChatTest, 404: shape.refusal, 409: shape.refusal },
      handle: saveTry(tries),
    },
    {
      method: 'delete',
      path: '/try/:id',
      title: 'Ends a chat that was tried out',
      answers: DONE,
      handle: endTry(tries),
    },
  ];
}
