import { foldKeyword } from '../lib/keyword.ts';
import { pickOption } from './buttons.ts';
import type { Say } from './effect.ts';
import type { InboundMessage, Secrecy } from './event.ts';
import type { Flow, Step } from './flow.ts';
import { sayEffects } from './says.ts';
import { readableScope } from './secrecy.ts';
import { DEFAULT_ON_ERROR, noReplyOf } from './silence.ts';
import { type ConversationState, type Handover, NEW_CONVERSATION } from './state.ts';
import type { Memory, StepEvent, StepResult } from './step.ts';
import { currentFlow, onErrorOf } from './subflows.ts';
import { type TraceEntry, traceCall } from './trace.ts';
import type { Turn, World } from './turn.ts';
import { TurnLog } from './turn-log.ts';
import type { Attributes } from './value.ts';
import { sayWords } from './wording.ts';

/** Steps in one turn before the conversation ends with `error`. */
export const MAX_STEPS = 100;

/** Where a turn goes on: a step of the current flow, and what that is told. */
interface Here {
  readonly id: string;
  readonly event: StepEvent;
  readonly memory: Memory;
}

/** The beginning of a step. */
export function entering(id: string): Here {
  return { id, event: { type: 'entered' }, memory: {} };
}

/** A conversation while a turn takes it from step to step. Lives for one call of `transition`. */
export class Run {
  readonly log: TurnLog;
  state: ConversationState;
  /** The flow that the conversation began with. */
  readonly #root: Flow;
  readonly #world: World;
  #kept: readonly InboundMessage[];
  /** What is said if the conversation ends by a failure that no flow takes care of. */
  #apology: string | null = null;

  constructor(root: Flow, state: ConversationState, world: World) {
    this.#root = root;
    this.#world = world;
    this.#kept = world.kept;
    this.log = new TurnLog(root, state);
    this.state = { ...state, turns: state.turns + 1 };
  }

  /** The flow that it is in: the one it began with, or one that was called. */
  get flow(): Flow {
    return currentFlow(this.#root, this.state) ?? this.#root;
  }

  get stepThatWaits(): Step | undefined {
    return this.state.step === null ? undefined : currentFlow(this.#root, this.state)?.steps.get(this.state.step);
  }

  finish(): Turn {
    const keeps = this.#root.readsMessage || this.#world.apisReadMessage;
    const state = keeps ? this.state : { ...this.state, message: null };
    return this.log.turn(state, this.#kept);
  }

  note(entry: TraceEntry): void {
    this.log.note(entry, this.flow);
  }

  say(step: string | null, said: readonly Say[]): void {
    for (const one of said) {
      const effects = sayEffects(one, this.#world.contact.channel);
      this.log.effect(...effects);
      if (one.buttons && one.buttons.length > 0) this.state = { ...this.state, offered: one.buttons };
      if (effects.length > 1)
        this.note({ step, on: 'split', note: `A text of ${one.text.length} characters left in ${effects.length} pieces.` });
    }
  }

  scope() {
    return readableScope(this.flow, this.state, this.#world.contact);
  }

  remember(message: InboundMessage | null, hides: Secrecy): void {
    const media = message ? message.media.map((one) => one.url) : [];
    const view = message ? { text: message.text, media, secret: hides !== 'open' } : null;
    this.state = { ...this.state, message: view };
    this.log.hideMessage(view);
  }

  /** How a message that a step reads is to be kept. Attributes are shared with the flows that are run, and so is what is secret. */
  hides(step: Step, message: InboundMessage, memory: Memory): Secrecy {
    return step.hides({ message, memory }, this.#root.secrets);
  }

  /** The message as the button it means, where buttons were said: by its number, its label or its payload. */
  asOffered(message: InboundMessage): InboundMessage {
    const chosen = pickOption(this.state.offered, message);
    return chosen ? { ...message, text: chosen.value, button: chosen.value } : message;
  }

  /** Where a command leads that is the whole message and works at that step. */
  commandIn(message: InboundMessage, stepId: string): string | undefined {
    const { commands } = this.flow;
    if (commands.length === 0) return undefined;
    const word = foldKeyword(message.button ?? message.text);
    if (word === '') return undefined;
    return commands.find((one) => (one.at === null || one.at.has(stepId)) && one.keywords.includes(word))?.next;
  }

  /** Goes from step to step until one waits, the conversation ends, or the bound is reached. */
  goThrough(start: Here | null): void {
    let here = start;
    for (let count = 0; here && count < MAX_STEPS; count++) here = this.#pass(here);
    if (here) this.stop(here.id, 'limit', `The turn passed ${MAX_STEPS} steps. Put a step that waits into the loop.`);
  }

  /** Out of a flow that has ended: back to the step that ran it, or to the end of the conversation. */
  leave(outcome: string): Here | null {
    const { calls } = this.state;
    const caller = calls.at(-1);
    if (caller === undefined) {
      this.end(outcome);
      return null;
    }
    this.state = { ...this.state, calls: calls.slice(0, -1), reminded: false };
    return { id: caller, event: { type: 'returned', outcome }, memory: {} };
  }

  end(outcome: string): void {
    if (this.#apology !== null) this.say(this.state.step, [{ text: this.#apology, media: [] }]);
    const { attributes, message, turns } = this.state;
    this.state = { ...NEW_CONVERSATION, attributes, message, turns, outcome };
    this.log.effect({ type: 'end', outcome });
  }

  /** The conversation cannot go on, whatever the flows say. */
  stop(step: string | null, on: string, reason: string): void {
    if (this.#fail(step, on, reason)) this.end('error');
  }

  handOver(handover: Handover): void {
    this.state = { ...this.state, waiting: 'person', handover };
    this.log.effect({ type: 'timer', kind: 'delay', after: handover.after });
  }

  #pass({ id, event, memory }: Here): Here | null {
    const step = this.flow.steps.get(id);
    if (!step) return this.#fail(id, event.type, `There is no step "${id}" in this version of the flow.`);
    return this.#apply(step, event, this.#runStep(step, event, memory));
  }

  /**
   * Runs a step; when it would now ask for a message and one is kept that fits, that one answers instead. What the step
   * says to a kept message is said, also when the next one answers what it then asks for.
   */
  #runStep(step: Step, event: StepEvent, memory: Memory): StepResult {
    let result = this.#runSafely(step, event, memory);
    let said: readonly Say[] = [];
    while (result.type === 'wait' && result.wait.for === 'message' && this.#kept.length > 0) {
      // What it set holds also for the answer that is there already.
      this.#set(result.set);
      const answered = this.#tryKept(step, result.memory ?? {});
      if (!answered || answered.type === 'pass') return result;
      said = [...said, ...(answered.say ?? [])];
      result = { ...answered, say: said, ...(result.set ? { set: { ...result.set, ...answered.set } } : {}) };
    }
    return result;
  }

  #tryKept(step: Step, memory: Memory): StepResult | null {
    while (this.#kept.length > 0) {
      const [typed, ...later] = this.#kept;
      if (!typed) break;
      this.#kept = later;
      const message = this.asOffered(typed);
      const command = this.commandIn(message, step.id);
      const before = this.state.message;
      const hides = command ? 'open' : this.hides(step, message, memory);
      this.remember(message, hides);
      const result: StepResult = command
        ? { type: 'go', to: command, note: 'A command that came early.' }
        : this.#runSafely(step, { type: 'message', message, early: true }, memory);
      const fits = result.type !== 'pass';
      this.log.read(typed, fits ? 'used' : 'not_used', hides);
      if (fits) return result;
      this.state = { ...this.state, message: before };
    }
    return null;
  }

  #runSafely(step: Step, event: StepEvent, memory: Memory): StepResult {
    try {
      const scope = this.scope();
      const { country, ours, allowedCountries, now, wording } = this.#world;
      return step.run(event, {
        scope,
        memory,
        country,
        ours,
        allowedCountries,
        now,
        words: sayWords(this.flow.wording, wording, scope),
      });
    } catch (error) {
      return { type: 'fail', reason: `The step threw: ${(error as Error).message}` };
    }
  }

  /** Takes up what a step decided. Gives where the turn goes on, or null when it is over. */
  #apply(step: Step, event: StepEvent, result: StepResult): Here | null {
    const call = event.type === 'api' ? { call: traceCall(event.answer, this.state.api) } : {};
    if (result.type === 'pass') throw new Error(`Step "${step.id}" passed over a message that was not early.`);
    if (event.type === 'message' && result.type !== 'wait') this.state = { ...this.state, offered: [] };
    this.#set(result.set);
    this.say(step.id, result.say ?? []);
    if (result.claim) this.log.effect({ type: 'claim', ...result.claim });
    if (result.notVerified) this.log.effect({ type: 'not_verified', ...result.notVerified });
    const note = result.note ? { note: result.note } : {};
    const entry = { step: step.id, on: event.type, ...call, ...note, ...(result.set ? { set: result.set } : {}) };
    if (result.type === 'fail') return this.#fail(step.id, event.type, result.reason, entry);
    if (result.type === 'run') return this.#enter(step, entry);
    if (result.type === 'wait') {
      this.note({ ...entry, waits: result.wait.for });
      this.#wait(step, result);
      return null;
    }
    if (result.type === 'end') {
      this.note({ ...entry, outcome: result.outcome });
      return this.leave(result.outcome);
    }
    const to = result.to ?? step.next;
    this.#apology = null;
    this.note({ ...entry, to, ...(result.exit === undefined ? {} : { exit: result.exit }) });
    return to === 'end' ? this.leave(result.endsAs ?? 'done') : entering(to);
  }

  /** Into the flow that a step runs. */
  #enter(step: Step, entry: TraceEntry): Here | null {
    const { subflow } = step;
    if (!subflow) return this.#fail(step.id, entry.on, 'The flow it runs is not in this version.', entry);
    this.note({ ...entry, note: `runs ${subflow.id}` });
    this.state = { ...this.state, calls: [...this.state.calls, step.id], reminded: false };
    return entering(subflow.first);
  }

  #wait(step: Step, { wait, memory = {} }: Extract<StepResult, { type: 'wait' }>): void {
    const reminded = this.state.reminded && this.state.step === step.id;
    const api = wait.for === 'api' ? wait.api : null;
    this.state = { ...this.state, step: step.id, waiting: wait.for, api, memory, reminded };
    if (wait.for === 'api') {
      const { meanwhile } = wait;
      this.log.effect({ type: 'call', api: wait.api, ...(meanwhile ? { meanwhile } : {}) });
    }
    if (wait.for === 'time') this.log.effect({ type: 'timer', kind: 'delay', after: wait.after });
    if (wait.for === 'person') this.handOver({ after: wait.after, from: null });
    if (wait.for === 'message') this.waitForMessage(step, wait.within ?? null);
  }

  /** Sets the timer for the case that nobody answers. `within`: the step's own, in place of the flow's. */
  waitForMessage(step: Step, within: number | null): void {
    this.state = { ...this.state, waiting: 'message', within };
    const after = within ?? noReplyOf(this.flow, step, this.state.reminded).after;
    this.log.effect({ type: 'timer', kind: 'no_reply', after });
  }

  /** The flow cannot go on; one that called it may take care of that. */
  #fail(step: string | null, on: string, reason: string, entry: object = {}): Here | null {
    this.note({ ...entry, step, on, note: reason, outcome: 'error' });
    const scope = this.scope();
    try {
      this.#apology = (onErrorOf(this.#root, this.state) ?? DEFAULT_ON_ERROR).say(scope);
    } catch {
      this.#apology = DEFAULT_ON_ERROR.say(scope);
    }
    return this.leave('error');
  }

  #set(attributes: Attributes | undefined): void {
    if (!attributes) return;
    this.state = { ...this.state, attributes: { ...this.state.attributes, ...attributes } };
    this.log.hideAttributes(attributes);
  }
}
