import * as shape from '../contract.ts';
import { eraseContact, findContacts } from '../handlers/contacts.ts';
import { listConversations, readConversation } from '../handlers/conversations.ts';
import { changeConversation, type Operations, replyToConversation, startConversation, startWish } from '../handlers/desk.ts';
import { erasePerson, exportPerson } from '../handlers/people.ts';
import { type Phones, inbound, readOutbox, textSimulator } from '../handlers/simulator.ts';
import type { ContactReads, Reads } from '../../runtime/reads.ts';
import type { People } from '../../runtime/people.ts';
import type { Clock } from '../../runtime/ports.ts';
import type { Route } from '../route.ts';

const MISSING = { 404: shape.refusal };
const CHANGED = { 200: shape.conversationDetail, ...MISSING, 409: shape.refusal };

/** Routes about conversations and the people in them. `country` is that of our own number. */
export function peopleRoutes(parts: {
  readonly reads: Reads;
  readonly desk: Operations;
  readonly people: People;
  readonly contacts: ContactReads;
  readonly clock: Clock;
  readonly country: string | undefined;
}): readonly Route[] {
  const { reads, desk, people, contacts, clock, country } = parts;
  const show = readConversation(reads);
  return [
    {
      method: 'get',
      path: '/conversations',
      title: 'Conversations, newest first',
      query: shape.conversationQuery,
      answers: { 200: shape.conversationPage, 400: shape.refusal },
      audit: 'conversation.list',
      handle: listConversations(reads),
    },
    {
      method: 'post',
      path: '/conversations',
      title: 'Begins a conversation with somebody',
      body: startWish,
      answers: { 201: shape.conversationDetail, 403: shape.refusal, ...MISSING, 409: shape.refusal, 422: shape.refusal },
      audit: 'conversation.start',
      handle: startConversation(desk, show),
    },
    {
      method: 'get',
      path: '/conversations/:id',
      title: 'A conversation with its attributes, messages and trace, oldest first',
      answers: { 200: shape.conversationDetail, ...MISSING },
      audit: 'conversation.look',
      handle: show,
    },
    {
      method: 'post',
      path: '/conversations/:id/messages',
      title: 'A reply of a person of ours, in a conversation that is handed off',
      body: shape.reply,
      answers: { 201: shape.conversationDetail, ...MISSING, 409: shape.refusal, 422: shape.refusal },
      audit: 'conversation.reply',
      handle: replyToConversation(desk, show),
    },
    {
      method: 'post',
      path: '/conversations/:id/handoff',
      title: 'Takes a conversation over from the bot',
      answers: CHANGED,
      audit: 'conversation.take-over',
      handle: changeConversation(desk, 'takeOver', show),
    },
    {
      method: 'post',
      path: '/conversations/:id/resume',
      title: 'Gives a conversation back to the bot',
      answers: CHANGED,
      audit: 'conversation.give-back',
      handle: changeConversation(desk, 'takeBack', show),
    },
    {
      method: 'post',
      path: '/conversations/:id/end',
      title: 'Ends a conversation',
      answers: CHANGED,
      audit: 'conversation.end',
      handle: changeConversation(desk, 'end', show),
    },
    {
      method: 'get',
      path: '/contacts',
      title: 'Who has shown that a phone number is theirs',
      query: shape.contactQuery,
      answers: { 200: shape.foundContacts, 400: shape.refusal },
      audit: 'contact.find',
      handle: findContacts(contacts, { country, now: () => clock.now() }),
    },
    {
      method: 'delete',
      path: '/contacts/:id',
      title: 'Erases a person with all their conversations',
      answers: { 204: null, ...MISSING },
      audit: 'contact.erase',
      handle: eraseContact(people),
    },
    {
      method: 'get',
      path: '/export',
      title: 'All that is held on a person, by their address or their verified number',
      query: shape.personQuery,
      answers: { 200: shape.heldPerson, 400: shape.refusal },
      audit: 'person.export',
      handle: exportPerson(people),
    },
    {
      method: 'post',
      path: '/erase',
      title: 'Erases a person on every channel, by their address or their verified number',
      body: shape.eraseWish,
      answers: { 200: shape.erasedPerson, 422: shape.refusal },
      audit: 'person.erase',
      handle: erasePerson(people),
    },
  ];
}

/** Routes of the simulated phones, which are there in local mode only. */
export function simulatorRoutes(phones: Phones): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/simulator/messages',
      title: 'A message of a simulated phone; answers with what reaches it',
      body: inbound,
      answers: { 200: shape.simulatorAnswers, 400: shape.refusal, 503: shape.refusal },
      audit: 'simulator.text',
      handle: textSimulator(phones),
    },
    {
      method: 'get',
      path: '/simulator/outbox',
      title: 'All that was sent to a number, newest first',
      query: shape.outboxQuery,
      answers: { 200: shape.outbox, 400: shape.refusal },
      audit: 'simulator.outbox',
      handle: readOutbox(phones),
    },
  ];
}
