import { isScopeName } from './checks/scope.ts';
import type { FlowOutline } from './outline.ts';
import { field, keysOf } from './raw.ts';
import { apiOutlinesOf, outlinesOf, type Workshop } from './workshop.ts';

/** Where an attribute is set or read: a step, a flow as a whole (`step` null), or an API. */
export type AttributePlace = { readonly flow: string; readonly step: string | null } | { readonly api: string };

/** An attribute of any flow. */
export interface AttributeUse {
  readonly name: string;
  /** As declared, or as the kind of answer that is saved in it; null when no file says. */
  readonly type: string | null;
  readonly secret: boolean;
  readonly lifetime: 'conversation' | 'contact';
  readonly setBy: readonly AttributePlace[];
  readonly readBy: readonly AttributePlace[];
}

type Draft = { -readonly [Key in keyof AttributeUse]: AttributeUse[Key] };

/** Every attribute that some file names, by its name. */
export function attributeIndex(workshop: Workshop): readonly AttributeUse[] {
  const found = new Map<string, Draft>();
  const at = (name: string): Draft => {
    const known = found.get(name) ?? { name, type: null, secret: false, lifetime: 'conversation', setBy: [], readBy: [] };
    found.set(name, known);
    return known;
  };
  const reads = (name: string | undefined, place: AttributePlace) => {
    if (name === undefined || isScopeName(name)) return;
    const use = at(name);
    use.readBy = withPlace(use.readBy, place);
  };
  for (const flow of outlinesOf(workshop)) {
    declarations(flow, at);
    for (const { name } of flow.reads) reads(name[0], { flow: flow.id, step: null });
    for (const step of flow.steps) {
      const place = { flow: flow.id, step: step.id ?? '?' };
      for (const { name, secret, lasting } of step.saves) {
        const use = at(name);
        use.setBy = withPlace(use.setBy, place);
        use.secret ||= secret;
        use.type ??= kindOf(step.raw);
        if (lasting) use.lifetime = 'contact';
      }
      for (const { name } of step.reads) reads(name[0], place);
    }
  }
  for (const api of apiOutlinesOf(workshop)) {
    for (const { name } of api.saves) {
      const use = at(name);
      use.setBy = withPlace(use.setBy, { api: api.id });
    }
    for (const { name } of api.reads) reads(name[0], { api: api.id });
  }
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function declarations({ document, declared, id }: FlowOutline, at: (name: string) => Draft): void {
  for (const [name, { secret }] of declared) {
    const raw = field(field(document.value, 'attributes'), name);
    const use = at(name);
    const type = field(raw, 'type');
    use.secret ||= secret;
    if (typeof type === 'string') use.type = type;
    if (field(raw, 'lifetime') === 'contact') use.lifetime = 'contact';
    if (keysOf(raw).includes('default')) use.setBy = withPlace(use.setBy, { flow: id, step: null });
  }
}

/** The kind of answer that a step expects. */
function kindOf(raw: unknown): string | null {
  const kind = field(raw, 'expect');
  return typeof kind === 'string' ? kind : null;
}

function withPlace(places: readonly AttributePlace[], place: AttributePlace): readonly AttributePlace[] {
  const text = JSON.stringify(place);
  return places.some((one) => JSON.stringify(one) === text) ? places : [...places, place];
}
