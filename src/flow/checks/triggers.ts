import { foldKeyword } from '../../lib/keyword.ts';
import type { FlowOutline, Named, TriggerOutline } from '../outline.ts';
import type { Finding, Problem } from '../problem.ts';

type Started = FlowOutline & { readonly trigger: TriggerOutline };

/** One of our channels and numbers; null is every number that no flow names. */
interface Place {
  readonly channel: string;
  readonly number: string | null;
}

/** Every message finds exactly one flow. `complete` is false when some flow file could not be read at all. */
export function checkTriggers(flows: readonly FlowOutline[], complete: boolean): Problem[] {
  const started = flows.filter((flow): flow is Started => flow.trigger !== null);
  const places = placesServed(started);
  return [
    ...overlaps(started),
    ...secondDefaults(started, places),
    ...(complete ? [...noTrigger(flows, started), ...missingDefaults(started, places)] : []),
  ];
}

function placesServed(flows: readonly Started[]): readonly Place[] {
  const numbers: (string | null)[] = [...new Set(flows.flatMap((flow) => flow.trigger.to))];
  if (flows.some((flow) => flow.trigger.to.length === 0)) numbers.push(null);
  const all = ['sms', 'whatsapp'].flatMap((channel) => numbers.map((number) => ({ channel, number })));
  return all.filter((place) => flows.some((flow) => serves(flow, place)));
}

function serves({ trigger }: Started, { channel, number }: Place): boolean {
  return trigger.channels.includes(channel) && (trigger.to.length === 0 || (number !== null && trigger.to.includes(number)));
}

function noTrigger([first]: readonly FlowOutline[], started: readonly Started[]): Problem[] {
  if (!first || started.length > 0) return [];
  const finding: Finding = {
    code: 'no-trigger',
    path: [],
    message: 'No flow has a "trigger", so no message would ever start one.',
    fix: 'Give the flow that answers first: "trigger": { "default": true }.',
  };
  return [first.document.locate(finding)];
}

function missingDefaults(flows: readonly Started[], places: readonly Place[]): Problem[] {
  const open = places.filter((place) => !flows.some((flow) => flow.trigger.isDefault && serves(flow, place)));
  return flows.flatMap((flow) => {
    const mine = open.filter((place) => flows.find((one) => serves(one, place)) === flow);
    if (mine.length === 0) return [];
    return flow.document.locate({
      code: 'no-default',
      path: ['trigger'],
      message: `No flow is the default for ${placeWords(mine, places)}, so a message that is no keyword gets no answer there.`,
      fix: 'Set "default": true in the trigger of exactly one of the flows that serve it.',
    });
  });
}

function secondDefaults(flows: readonly Started[], places: readonly Place[]): Problem[] {
  const defaults = flows.filter((flow) => flow.trigger.isDefault);
  return pairs(defaults).flatMap(([first, second]) => {
    const both = places.filter((place) => serves(first, place) && serves(second, place));
    if (both.length === 0) return [];
    return second.document.locate({
      code: 'second-default',
      path: ['trigger', 'default'],
      message: `The flow "${first.id}" is already the default for ${placeWords(both, places)}.`,
      fix: 'Keep "default": true in one of them, or part them by "channels" or "to".',
    });
  });
}

function overlaps(flows: readonly Started[]): Problem[] {
  return pairs(flows).flatMap(([first, second]) => {
    if (!shareAPlace(first.trigger, second.trigger)) return [];
    const taken = new Set(first.trigger.keywords.map(folded));
    return second.trigger.keywords
      .filter((keyword) => folded(keyword) !== '' && taken.has(folded(keyword)))
      .map(({ text, path }) =>
        second.document.locate({
          code: 'overlapping-triggers',
          path,
          message: `"${text}" already starts the flow "${first.id}" for the same numbers, so it cannot start this one too.`,
          fix: 'Take the keyword out of one of them, or part them by "channels" or "to".',
        }),
      );
  });
}

function folded({ text }: Named): string {
  return foldKeyword(text);
}

function shareAPlace(a: TriggerOutline, b: TriggerOutline): boolean {
  const sameNumber = a.to.length === 0 || b.to.length === 0 || a.to.some((number) => b.to.includes(number));
  return sameNumber && a.channels.some((channel) => b.channels.includes(channel));
}

function pairs<T>(all: readonly T[]): (readonly [T, T])[] {
  return all.flatMap((second, index) => all.slice(0, index).map((first) => [first, second] as const));
}

function placeWords(places: readonly Place[], all: readonly Place[]): string {
  const named = all.some((place) => place.number !== null);
  return places
    .map(({ channel, number }) =>
      number === null ? `${channel}${named ? ' to any other number' : ''}` : `${channel} to ${number}`,
    )
    .join(', ');
}
