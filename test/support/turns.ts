import type { ApiAnswer } from '../../src/engine/api.ts';
import type { Effect } from '../../src/engine/effect.ts';
import type { Event, InboundMessage } from '../../src/engine/event.ts';
import type { Flow } from '../../src/engine/flow.ts';
import type { ContactView } from '../../src/engine/scope.ts';
import { type ConversationState, NEW_CONVERSATION } from '../../src/engine/state.ts';
import { transition } from '../../src/engine/transition.ts';
import type { Turn } from '../../src/engine/turn.ts';
import type { Attributes } from '../../src/engine/value.ts';
import { loadFlows } from '../../src/flow/load.ts';
import { formatProblem } from '../../src/flow/problem.ts';
import { inbound, PERSON, WORLD } from './engine.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the checker refuses and a turn survives nevertheless. */
const HELD_AT_RUN_TIME = ['too-many-steps', 'failing-template', 'loop-without-wait'];

/**
 * Compiles a flow written as in a file; it is the default for every message unless it says otherwise.
 * `apis` are the files of the APIs it calls, by id; what they leave out is filled in. `subflows` are the flows it runs, by id.
 * @throws Error when the loader finds errors in it.
 */
export function flowOf(
  json: Json,
  apis: Readonly<Record<string, Json>> = {},
  subflows: Readonly<Record<string, Json>> = {},
): Flow {
  const whole = { trigger: { default: true }, ...json };
  const api = { method: 'POST', url: 'https://api.example.com/' };
  const { flows, problems } = loadFlows(
    [
      { kind: 'flow', id: 'main', file: 'main.json', text: JSON.stringify(whole) },
      ...Object.entries(subflows).map(([id, one]) => {
        return { kind: 'flow' as const, id, file: `${id}.json`, text: JSON.stringify(one) };
      }),
      ...Object.entries(apis).map(([id, one]) => {
        return { kind: 'api' as const, id, file: `apis/${id}.json`, text: JSON.stringify({ ...api, ...one }) };
      }),
    ],
    { allowHosts: [], secrets: null },
  );
  const errors = problems.filter((problem) => problem.severity === 'error' && !HELD_AT_RUN_TIME.includes(problem.code));
  const flow = flows.find((one) => one.id === 'main');
  if (!flow || errors.length > 0) throw new Error(errors.map(formatProblem).join('\n'));
  return flow;
}

interface TalkOptions {
  readonly attributes?: Attributes;
  readonly contact?: Partial<ContactView>;
  readonly country?: string;
  readonly allowedCountries?: readonly string[];
}

type Kept = readonly (string | InboundMessage)[];

/** One conversation in a flow, turn by turn: each call is one event, each may bring messages that were kept meanwhile. */
export class Talk {
  state: ConversationState;
  /** Wall time of the next turn, in milliseconds. */
  now = WORLD.now;
  readonly #flow: Flow;
  readonly #contact: ContactView;
  readonly #country: string | undefined;
  readonly #allowedCountries: readonly string[] | null;

  constructor(flow: Flow, options: TalkOptions = {}) {
    this.#flow = flow;
    this.#contact = { ...PERSON, ...options.contact };
    this.#country = options.country;
    this.#allowedCountries = options.allowedCountries ?? null;
    this.state = { ...NEW_CONVERSATION, attributes: options.attributes ?? {} };
  }

  start(text = 'hi', kept: Kept = []): Turn {
    return this.turn({ type: 'started', message: inbound(text) }, kept);
  }

  say(message: string | InboundMessage, kept: Kept = []): Turn {
    return this.turn({ type: 'message', message: asMessage(message) }, kept);
  }

  time(kept: Kept = []): Turn {
    return this.turn({ type: 'time' }, kept);
  }

  api(answer: ApiAnswer, kept: Kept = []): Turn {
    return this.turn({ type: 'api', answer }, kept);
  }

  turn(event: Event, kept: Kept = []): Turn {
    const world = {
      ...WORLD,
      contact: this.#contact,
      country: this.#country,
      allowedCountries: this.#allowedCountries,
      kept: kept.map(asMessage),
      now: this.now,
    };
    const turn = transition(this.#flow, this.state, event, world);
    this.state = turn.state;
    return turn;
  }
}

function asMessage(message: string | InboundMessage): InboundMessage {
  return typeof message === 'string' ? inbound(message) : message;
}

/** What a turn says, text by text. */
export function textsOf(turn: Turn): readonly string[] {
  return turn.effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : []));
}

/** What a turn says, as it may be shown. */
export function shownOf(turn: Turn): readonly string[] {
  return turn.effects.flatMap((effect) => (effect.type === 'say' ? [effect.shown] : []));
}

/** The one effect of a turn that is no text: the timer, the call or the end. */
export function lastEffect(turn: Turn): Effect | undefined {
  return turn.effects.at(-1);
}

/** What became of each message that a turn read. */
export function fatesOf(turn: Turn): readonly (readonly [string, string])[] {
  return turn.read.map((one) => [one.message.text, one.as] as const);
}
