import { type Definition, filled, type State, targetOf } from './definition.ts';
import { rewriteTemplate } from './liquid.ts';
import { kebab, Names } from './names.ts';
import type { DeadEnd, Loss } from './report.ts';
import { Variables } from './variables.ts';
import type { Converted, WidgetContext } from './widget.ts';
import { pairsOf } from './widgets/set-variables.ts';
import { widgetOf } from './widgets/index.ts';

const GOES_ON = 'Parley learns of that later, and goes on as if it had been.';

/** Converts states one by one and keeps what is said about them. One for each import. */
export class States {
  readonly losses: Loss[] = [];
  readonly deadEnds: DeadEnd[] = [];
  readonly variables: Variables;
  readonly stepNames = Names.ofSteps();
  readonly #byName: ReadonlyMap<string, State>;
  readonly #flowId: string;
  readonly #files = new Set<string>();

  constructor(flowId: string, { states }: Definition) {
    this.#flowId = flowId;
    this.#byName = new Map(states.map((state) => [state.name, state]));
    const namesOf = (what: 'asks' | 'calls') =>
      new Set(states.filter(({ type }) => widgetOf(type)?.[what]).map(({ name }) => name));
    this.variables = new Variables(namesOf('asks'), namesOf('calls'));
    for (const { name, type } of states) if (type !== 'trigger') this.stepOf(name);
  }

  get(name: string): State | undefined {
    return this.#byName.get(name);
  }

  /** The id of a state's first step. */
  stepOf(name: string): string {
    return this.stepNames.name(`state ${name}`, name);
  }

  convert(state: State): Converted {
    const context = this.#contextOf(state);
    const widget = widgetOf(state.type);
    if (widget) return widget.convert(state, context);
    context.lose(
      `A state of the type "${state.type}" has no counterpart in a chat. The conversation ends here as "not_imported".`,
    );
    return { steps: [{ id: context.id, type: 'end', outcome: 'not_imported' }] };
  }

  #contextOf(state: State): WidgetContext {
    const lose = (what: string) => this.#lose(state.name, what);
    const stepOf = (name: string | null | undefined, event: string) => {
      if (filled(name)) return this.#target(state.name, name);
      this.deadEnds.push({ state: state.name, event, ends: true });
      return 'end';
    };
    const { variables } = this;
    return {
      id: this.stepOf(state.name),
      anotherId: (wish) => this.stepNames.name(`more ${wish} ${state.name}`, `${state.name} ${wish}`),
      template: (source, place) => {
        const rewritten = rewriteTemplate(source, variables.replacer(place, lose));
        if (!rewritten.ok)
          lose(`A template cannot be taken over (${rewritten.why}), so its braces are brackets now: ${rewritten.text}`);
        return rewritten.text;
      },
      target: (event) => stepOf(targetOf(state, event), event),
      stepOf,
      attributes: {
        variable: (key) => variables.variable(key),
        given: (key) => variables.given(key),
        reply: (name) => variables.reply(name),
      },
      fileId: (wish) => this.#fileId(wish),
      constant: (key) => this.#constant(key),
      lose,
      loseEvents: (events, wentOn, why) => {
        for (const { event, next } of state.transitions.filter((one) => events.includes(one.event))) {
          if (!filled(next)) this.deadEnds.push({ state: state.name, event, ends: false });
          else if (this.stepOf(next) !== wentOn) lose(`It went on to "${next}" ${why}. ${GOES_ON}`);
        }
      },
    };
  }

  #lose(state: string, what: string): void {
    if (!this.losses.some((one) => one.state === state && one.what === what)) this.losses.push({ state, what });
  }

  #target(from: string, name: string): string {
    if (this.#byName.has(name)) return this.stepOf(name);
    this.#lose(from, `It leads to "${name}", which is not in the file. The conversation ends there.`);
    return 'end';
  }

  #fileId(wish: string): string {
    const plain = `${this.#flowId}-${kebab(wish, 'call')}`;
    let id = plain;
    for (let count = 2; this.#files.has(id); count++) id = `${plain}-${count}`;
    this.#files.add(id);
    return id;
  }

  /** Of a variable that is set once only, and to a text without a template. */
  #constant(key: string): string | undefined {
    const all = [...this.#byName.values()].flatMap(({ properties }) => pairsOf(properties['variables']));
    const [only, ...others] = all.filter((pair) => pair.key === key);
    return only && others.length === 0 && !/\{[{%]/.test(only.value) && filled(only.value) ? only.value : undefined;
  }
}
