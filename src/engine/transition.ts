import { readCode } from '../lib/read-code.ts';
import type { Event, InboundMessage } from './event.ts';
import type { Flow, Step } from './flow.ts';
import { entering, Run } from './run.ts';
import { noReplyAfterReminder, noReplyOf } from './silence.ts';
import type { ConversationState, Handover } from './state.ts';
import type { StepEvent } from './step.ts';
import type { Turn, World } from './turn.ts';

/** Turns in one conversation before it ends with `error`. */
export const MAX_TURNS = 1000;

/** Digits of a usual code. */
const CODE_LENGTH = 6;

/** How long a person has a conversation that they took over, before the bot goes on. */
const TAKEN_OVER_FOR = 12 * 3_600_000;

/**
 * One turn: what happened to a conversation → its new state and what is to be done.
 * Pure: no clock, no I/O, no promise; the same input gives the same output.
 */
export function transition(flow: Flow, state: ConversationState, event: Event, world: World): Turn {
  const run = new Run(flow, state, world);
  try {
    if (run.state.turns > MAX_TURNS) refuse(run, event, null, 'limit', `The conversation passed ${MAX_TURNS} turns.`);
    else take(run, event);
  } catch (error) {
    run.stop(run.state.step, event.type, `The turn threw: ${(error as Error).message}`);
  }
  return run.finish();
}

/** The turn of a conversation that cannot go on: says the flow's `on_error` and ends as `error`. */
export function failedTurn(flow: Flow, state: ConversationState, world: World, reason: string): Turn {
  const run = new Run(flow, state, world);
  run.stop(state.step, 'limit', reason);
  return run.finish();
}

/** What can happen to a conversation that a person of ours has. */
type Meanwhile = Extract<Event, { type: 'message' | 'time' | 'api' | 'taken_back' }>;

function take(run: Run, event: Event): void {
  if (event.type === 'started') {
    begin(run, event.message);
    return run.goThrough(entering(run.flow.first));
  }
  const step = run.stepThatWaits;
  const { handover, memory, waiting } = run.state;
  if (!step) refuse(run, event, run.state.step, event.type, 'The step that waited is not in this version of the flow.');
  else if (event.type === 'closed') close(run, step);
  else if (event.type === 'taken_over') takeOver(run, step);
  else if (handover) whileHandedOver(run, step, event, handover);
  else if (event.type === 'taken_back') throw new Error('nobody had taken the conversation over.');
  else if (event.type === 'message') answer(run, step, event.message);
  else if (event.type === 'time' && waiting === 'message' && !step.mindsSilence) nobodyAnswered(run, step);
  else run.goThrough({ id: step.id, event, memory });
}

/** A code that came too late for the conversation it was for may begin the next one: it is hidden all the same. */
function begin(run: Run, message: InboundMessage | null): void {
  const isCode = message !== null && run.flow.secrets.size > 0 && readCode(message.text, CODE_LENGTH).ok;
  if (isCode) run.log.read(message, 'used', 'digits');
  run.remember(message, isCode ? 'digits' : 'open');
}

/** Stops without telling the event to a step. A message in it is not used, and hidden no less than its step would hide it. */
function refuse(run: Run, event: Event, step: string | null, on: string, reason: string): void {
  if (event.type === 'message') {
    const waits = run.stepThatWaits;
    const hides = waits ? run.hides(waits, event.message, run.state.memory) : 'all';
    run.log.read(event.message, 'not_used', hides);
  }
  run.stop(step, on, reason);
}

function close(run: Run, step: Step): void {
  run.note({ step: step.id, on: 'closed', outcome: 'closed' });
  run.end('closed');
}

function takeOver(run: Run, step: Step): void {
  const { waiting } = run.state;
  if (waiting !== 'message' && waiting !== 'time') throw new Error('it cannot be taken over now.');
  run.note({ step: step.id, on: 'taken_over', waits: 'person' });
  run.handOver({ after: TAKEN_OVER_FOR, from: waiting });
}

/** What is said meanwhile is not for the steps; that the person is done, or that their time is over, is. */
function whileHandedOver(run: Run, step: Step, event: Meanwhile, handover: Handover): void {
  const on = event.type;
  const { memory } = run.state;
  if (on !== 'time' && on !== 'taken_back') {
    if (event.type === 'message') run.log.read(event.message, 'not_used', run.hides(step, event.message, memory));
    run.note({ step: step.id, on, note: 'A person has the conversation.', waits: 'person' });
    return run.handOver(handover);
  }
  run.state = { ...run.state, handover: null };
  if (handover.from === 'message') {
    run.note({ step: step.id, on, waits: 'message' });
    return run.waitForMessage(step, run.state.within);
  }
  const told: StepEvent = { type: handover.from === 'time' ? 'time' : on };
  run.goThrough({ id: step.id, event: told, memory });
}

function answer(run: Run, step: Step, typed: InboundMessage): void {
  const { memory } = run.state;
  const message = run.asOffered(typed);
  const command = run.commandIn(message, step.id);
  const hides = command ? 'open' : run.hides(step, message, memory);
  run.log.read(typed, 'used', hides);
  run.remember(message, hides);
  if (command === undefined) return run.goThrough({ id: step.id, event: { type: 'message', message, early: false }, memory });
  run.note({ step: step.id, on: 'command', to: command });
  run.state = { ...run.state, offered: [] };
  run.goThrough(command === 'end' ? run.leave('done') : entering(command));
}

function nobodyAnswered(run: Run, step: Step): void {
  const policy = noReplyOf(run.flow, step, run.state.reminded);
  const said = policy.text ? [{ text: policy.text.say(run.scope()), media: [] }] : [];
  run.say(step.id, said);
  if (policy.next === undefined) {
    run.note({ step: step.id, on: 'no_reply', note: 'reminded', waits: 'message' });
    run.state = { ...run.state, reminded: true };
    run.log.effect({ type: 'timer', kind: 'no_reply', after: noReplyAfterReminder(run.flow).after });
    return;
  }
  run.note({ step: step.id, on: 'no_reply', to: policy.next });
  run.goThrough(policy.next === 'end' ? run.leave('no_reply') : entering(policy.next));
}
