import type { Value } from '../../engine/value.ts';

const OUTPUT = /\{\{[\s\S]*?\}\}/g;

/**
 * The body of a request, which Studio keeps as text with Liquid in it, as JSON whose texts are templates.
 * Undefined when it is no JSON even then. A bare `{{ … }}` becomes a text that is nothing else, which keeps the value's type.
 */
export function readJsonBody(source: string): { readonly json: Value } | undefined {
  const texts: string[] = [];
  const hidden = source.replaceAll(OUTPUT, (output) => `LIQUID${texts.push(output) - 1}LIQUID`);
  const quoted = hidden.replaceAll(/("(?:[^"\\]|\\.)*")|LIQUID\d+LIQUID/gs, (match, text?: string) => text ?? `"${match}"`);
  try {
    const json = JSON.parse(quoted) as Value;
    return {
      json: mapTexts(json, (text) => text.replaceAll(/LIQUID(\d+)LIQUID/g, (_, index: string) => texts[Number(index)] ?? '')),
    };
  } catch {
    return undefined;
  }
}

/** The same value with every text of it changed. */
export function mapTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one: Value) => mapTexts(one, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]));
}
