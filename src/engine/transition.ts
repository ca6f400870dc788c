import { foldKeyword } from '../lib/keyword.ts';
import { maskValues } from '../lib/mask.ts';
import { splitText } from '../lib/sendable.ts';
import type { Effect, Say } from './effect.ts';
import type { Event, InboundMessage, Secrecy } from './event.ts';
import type { Flow, Step } from './flow.ts';
import { DEFAULT_NO_REPLY, DEFAULT_ON_ERROR, noReplyAfterReminder } from './silence.ts';
import { HiddenValues, readableScope } from './secrecy.ts';
import type { NoReply } from './shapes.ts';
import type { ConversationState } from './state.ts';
import type { Memory, StepEvent, StepResult } from './step.ts';
import { maskTrace, type TraceEntry, traceCall } from './trace.ts';
import type { ReadMessage, Turn, World } from './turn.ts';
import type { Attributes } from './value.ts';

/** What Twilio takes in one message. */
const LONGEST_TEXT = 1600;

/** Steps in one turn, and turns in one conversation, before it ends with `error`. */
export const MAX_STEPS = 100;
export const MAX_TURNS = 1000;

/**
 * One turn: what happened to a conversation → its new state and what is to be done.
 * Pure: no clock, no I/O, no promise; the same input gives the same output.
 */
export function transition(flow: Flow, state: ConversationState, event: Event, world: World): Turn {
  return new TurnInProgress(flow, state, world).run(event);
}

/** The turn of a conversation that cannot go on: says the flow's `on_error` and ends as `error`. */
export function failedTurn(flow: Flow, state: ConversationState, world: World, reason: string): Turn {
  return new TurnInProgress(flow, state, world).fail(reason);
}

/** The state while a turn goes from step to step. Lives for one call of `transition`. */
class TurnInProgress {
  readonly #flow: Flow;
  readonly #world: World;
  readonly #effects: Effect[] = [];
  readonly #trace: TraceEntry[] = [];
  readonly #read: ReadMessage[] = [];
  readonly #hidden: HiddenValues;
  #kept: readonly InboundMessage[];
  #state: ConversationState;

  constructor(flow: Flow, state: ConversationState, world: World) {
    this.#flow = flow;
    this.#world = world;
    this.#hidden = new HiddenValues(flow.secrets, state);
    this.#kept = world.kept;
    this.#state = { ...state, turns: state.turns + 1 };
  }

  run(event: Event): Turn {
    try {
      if (this.#state.turns > MAX_TURNS) this.#refuse(event, null, 'limit', `The conversation passed ${MAX_TURNS} turns.`);
      else this.#begin(event);
    } catch (error) {
      this.#fail(this.#state.step, event.type, `The turn threw: ${(error as Error).message}`);
    }
    return this.#finish();
  }

  fail(reason: string): Turn {
    this.#fail(this.#state.step, 'limit', reason);
    return this.#finish();
  }

  #begin(event: Event): void {
    if (event.type === 'started') {
      this.#remember(event.message, 'open');
      this.#goThrough(this.#flow.first, { type: 'entered' });
      return;
    }
    const step = this.#stepThatWaits();
    if (!step) this.#refuse(event, this.#state.step, event.type, 'The step that waited is not in this version of the flow.');
    else if (event.type === 'message') this.#answer(step, event.message);
    else if (event.type === 'time' && this.#state.waiting === 'message') this.#nobodyAnswered(step);
    else this.#goThrough(step.id, event);
  }

  /** Fails without telling the event to a step. A message in it is not used, and hidden no less than its step would hide it. */
  #refuse(event: Event, step: string | null, on: string, reason: string): void {
    if (event.type === 'message') {
      this.#read.push({ message: event.message, as: 'not_used', hides: this.#stepThatWaits()?.hides ?? 'all' });
    }
    this.#fail(step, on, reason);
  }

  #stepThatWaits(): Step | undefined {
    return this.#state.step === null ? undefined : this.#flow.steps.get(this.#state.step);
  }

  #answer(step: Step, message: InboundMessage): void {
    const command = this.#commandIn(message, step.id);
    const hides = command ? 'open' : step.hides;
    this.#read.push({ message, as: 'used', hides });
    this.#remember(message, hides);
    if (command) this.#command(step, command);
    else this.#goThrough(step.id, { type: 'message', message, early: false });
  }

  #command(step: Step, next: string): void {
    this.#trace.push({ step: step.id, on: 'command', to: next });
    if (next === 'end') this.#end('done');
    else this.#goThrough(next, { type: 'entered' });
  }

  #commandIn(message: InboundMessage, stepId: string): string | undefined {
    if (this.#flow.commands.length === 0) return undefined;
    const word = foldKeyword(message.button ?? message.text);
    if (word === '') return undefined;
    return this.#flow.commands.find((one) => (one.at === null || one.at.has(stepId)) && one.keywords.includes(word))?.next;
  }

  #nobodyAnswered(step: Step): void {
    const policy = this.#noReplyOf(step);
    const said = policy.text ? [{ text: policy.text.say(this.#scope()), media: [] }] : [];
    this.#say(step.id, said);
    if (policy.next === undefined) {
      this.#trace.push({ step: step.id, on: 'no_reply', note: 'reminded', waits: 'message' });
      this.#state = { ...this.#state, reminded: true };
      this.#effects.push({ type: 'timer', kind: 'no_reply', after: noReplyAfterReminder(this.#flow).after });
      return;
    }
    this.#trace.push({ step: step.id, on: 'no_reply', to: policy.next });
    if (policy.next === 'end') this.#end('no_reply');
    else this.#goThrough(policy.next, { type: 'entered' });
  }

  #noReplyOf(step: Step): NoReply {
    if (this.#state.reminded) return noReplyAfterReminder(this.#flow);
    return step.noReply ?? this.#flow.noReply ?? DEFAULT_NO_REPLY;
  }

  /** Goes from step to step until one waits, the flow ends, or the bound is reached. */
  #goThrough(firstId: string, firstEvent: StepEvent): void {
    let id = firstId;
    let event = firstEvent;
    let memory: Memory = event.type === 'entered' ? {} : this.#state.memory;
    for (let count = 0; count < MAX_STEPS; count++) {
      const step = this.#flow.steps.get(id);
      if (!step) return this.#fail(id, event.type, `There is no step "${id}" in this version of the flow.`);
      const result = this.#runStep(step, event, memory);
      const next = this.#apply(step, event, result);
      if (next === null) return;
      id = next;
      event = { type: 'entered' };
      memory = {};
    }
    this.#fail(id, 'limit', `The turn passed ${MAX_STEPS} steps. Put a step that waits into the loop.`);
  }

  /** Runs a step; when it would now ask for a message and one is kept that fits, that one answers instead. */
  #runStep(step: Step, event: StepEvent, memory: Memory): StepResult {
    const result = this.#runSafely(step, event, memory);
    if (result.type !== 'wait' || result.wait.for !== 'message' || this.#kept.length === 0) return result;
    return this.#tryKept(step, result.memory ?? {}) ?? result;
  }

  #tryKept(step: Step, memory: Memory): StepResult | null {
    while (this.#kept.length > 0) {
      const [message, ...later] = this.#kept;
      if (!message) break;
      this.#kept = later;
      const command = this.#commandIn(message, step.id);
      const before = this.#state.message;
      this.#remember(message, command ? 'open' : step.hides);
      const result: StepResult = command
        ? { type: 'go', to: command, note: 'A command that came early.' }
        : this.#runSafely(step, { type: 'message', message, early: true }, memory);
      const fits = result.type !== 'pass';
      this.#read.push({ message, as: fits ? 'used' : 'not_used', hides: command ? 'open' : step.hides });
      if (fits) return result;
      this.#state = { ...this.#state, message: before };
    }
    return null;
  }

  #runSafely(step: Step, event: StepEvent, memory: Memory): StepResult {
    try {
      return step.run(event, { scope: this.#scope(), memory, country: this.#world.country });
    } catch (error) {
      return { type: 'fail', reason: `The step threw: ${(error as Error).message}` };
    }
  }

  /** Takes up what a step decided. Returns the step to go on with, or null when the turn is over. */
  #apply(step: Step, event: StepEvent, result: StepResult): string | null {
    const call = event.type === 'api' ? { call: traceCall(event.answer) } : {};
    if (result.type === 'pass') throw new Error(`Step "${step.id}" passed over a message that was not early.`);
    this.#set(result.set);
    this.#say(step.id, result.say ?? []);
    const entry = {
      step: step.id,
      on: event.type,
      ...call,
      ...(result.note ? { note: result.note } : {}),
      ...(result.set ? { set: result.set } : {}),
    };
    if (result.type === 'fail') {
      this.#fail(step.id, event.type, result.reason, entry);
      return null;
    }
    if (result.type === 'wait') {
      this.#trace.push({ ...entry, waits: result.wait.for });
      this.#wait(step, result);
      return null;
    }
    if (result.type === 'end') {
      this.#trace.push({ ...entry, outcome: result.outcome });
      this.#end(result.outcome);
      return null;
    }
    const to = result.to ?? step.next;
    this.#trace.push({ ...entry, to });
    if (to !== 'end') return to;
    this.#end(result.endsAs ?? 'done');
    return null;
  }

  #wait(step: Step, result: Extract<StepResult, { type: 'wait' }>): void {
    const { wait } = result;
    const reminded = this.#state.reminded && this.#state.step === step.id;
    this.#state = { ...this.#state, step: step.id, waiting: wait.for, memory: result.memory ?? {}, reminded };
    if (wait.for === 'api') this.#effects.push({ type: 'call', api: wait.api });
    else if (wait.for === 'time') this.#effects.push({ type: 'timer', kind: 'delay', after: wait.after });
    else this.#effects.push({ type: 'timer', kind: 'no_reply', after: this.#noReplyOf(step).after });
  }

  #end(outcome: string): void {
    this.#state = { ...this.#state, step: null, waiting: null, memory: {}, reminded: false, outcome };
    this.#effects.push({ type: 'end', outcome });
  }

  #fail(step: string | null, on: string, reason: string, entry: object = {}): void {
    this.#trace.push({ ...entry, step, on, note: reason, outcome: 'error' });
    this.#say(step, [{ text: this.#apology(), media: [] }]);
    this.#end('error');
  }

  #apology(): string {
    const scope = this.#scope();
    try {
      return (this.#flow.onError ?? DEFAULT_ON_ERROR).say(scope);
    } catch {
      return DEFAULT_ON_ERROR.say(scope);
    }
  }

  #say(step: string | null, said: readonly Say[]): void {
    for (const { text, media } of said) {
      if (text === '' && media.length === 0) continue;
      const [first = '', ...rest] = text.length > LONGEST_TEXT ? splitText(text, LONGEST_TEXT) : [text];
      this.#effects.push({ type: 'say', text: first, shown: first, media });
      for (const piece of rest) this.#effects.push({ type: 'say', text: piece, shown: piece, media: [] });
      if (rest.length > 0)
        this.#trace.push({
          step,
          on: 'split',
          note: `A text of ${text.length} characters left in ${rest.length + 1} pieces.`,
        });
    }
  }

  #set(attributes: Attributes | undefined): void {
    if (!attributes) return;
    this.#state = { ...this.#state, attributes: { ...this.#state.attributes, ...attributes } };
    this.#hidden.addAttributes(attributes);
  }

  #remember(message: InboundMessage | null, hides: Secrecy): void {
    const view = message ? { text: message.text, media: message.media, secret: hides !== 'open' } : null;
    this.#state = { ...this.#state, message: view };
    this.#hidden.addMessage(view);
  }

  #scope() {
    return readableScope(this.#flow, this.#state, this.#world.contact);
  }

  #finish(): Turn {
    const secrets = this.#hidden.values;
    const effects = secrets.length === 0 ? this.#effects : this.#effects.map((effect) => maskShown(effect, secrets));
    const state = this.#flow.readsMessage ? this.#state : { ...this.#state, message: null };
    return { state, effects, trace: maskTrace(this.#trace, this.#flow.secrets, secrets), read: this.#read, unread: this.#kept };
  }
}

function maskShown(effect: Effect, secrets: readonly string[]): Effect {
  return effect.type === 'say' ? { ...effect, shown: maskValues(effect.text, secrets) } : effect;
}
