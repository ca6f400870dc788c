import { z } from 'zod';
import { formatDuration, parseDuration } from '../lib/duration.ts';
import type { ContactView, Scope } from './scope.ts';
import { compileTemplate, type Template } from './template.ts';

/** A text that may be said: one template, or one per language. */
export interface Text {
  /** Every template of it, for the checker. */
  readonly templates: readonly Template[];
  /** Renders it in the contact's language, or in the first one given. */
  say(scope: Scope): string;
}

/** The shapes that steps, flows and APIs are written with. Parsing gives the compiled value. */
export const template = z.string().transform((source, context): Template => compileOrReport(source, context));

/** A language tag such as `en` or `pt-BR`. */
export const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'A language is written as in "en" or "pt-BR".');

export const text = z
  .union(
    [z.string(), z.record(language, z.string())],
    'A text is a string, or one string per language: { "en": "…", "es": "…" }.',
  )
  .transform((json, context): Text => {
    if (typeof json === 'string') return oneText(compileOrReport(json, context));
    const entries = Object.entries(json).map(([name, source]) => [name, compileOrReport(source, context, [name])] as const);
    if (entries.length === 0) {
      context.addIssue({ code: 'custom', message: 'A text needs at least one language, as in { "en": "…" }.' });
      return z.NEVER;
    }
    return textByLanguage(new Map(entries));
  });

export function oneText(only: Template): Text {
  return { templates: [only], say: only.text };
}

function textByLanguage(byLanguage: ReadonlyMap<string, Template>): Text {
  const templates = [...byLanguage.values()];
  return { templates, say: (scope) => (forLanguage(byLanguage, scope.contact) ?? templates[0])?.text(scope) ?? '' };
}

function forLanguage(byLanguage: ReadonlyMap<string, Template>, contact: ContactView): Template | undefined {
  if (!contact.language) return undefined;
  return byLanguage.get(contact.language) ?? byLanguage.get(contact.language.slice(0, 2).toLowerCase());
}

function compileOrReport(source: string, context: z.core.$RefinementCtx, path: string[] = []): Template {
  try {
    return compileTemplate(source);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      path,
      message: `This template does not read: ${(error as Error).message}`,
      params: { kind: 'template' },
    });
    return z.NEVER;
  }
}

/** Ten years, in milliseconds: the longest that anything waits. */
const LONGEST_WAIT = 3650 * 24 * 3_600_000;

/** A duration as in "5s" → milliseconds, between `min` (0) and `max` (ten years). */
export function duration({ min = 0, max = LONGEST_WAIT }: { readonly min?: number; readonly max?: number } = {}) {
  return z.string().transform((source, context): number => {
    const ms = parseDuration(source);
    if (ms !== null && ms >= min && ms <= max) return ms;
    context.addIssue({ code: 'custom', message: whyNoDuration(source, ms, { min, max }), params: { kind: 'duration' } });
    return z.NEVER;
  });
}

function whyNoDuration(source: string, ms: number | null, { min, max }: { readonly min: number; readonly max: number }): string {
  if (ms === null) return `"${source}" is not a duration. Write a whole number and a unit: "500ms", "5s", "10m", "24h", "7d".`;
  if (ms > max) return `"${source}" is too long: at most "${formatDuration(max)}".`;
  return `"${source}" is too short: at least "${formatDuration(min)}".`;
}

/** The id of the step where a flow goes on, or "end". */
export const target = z.string().min(1).meta({ description: 'The id of a step, or "end".' });

/** The name of an attribute. */
export const attributeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'An attribute is named in lower_snake: small letters, digits and _, beginning with a letter.');

/** What happens when nobody answers. */
export const noReply = z
  .strictObject({ after: duration({ min: 1_000 }), text: text.optional(), next: target.optional() })
  .refine((json) => json.text !== undefined || json.next !== undefined, {
    message: 'no_reply needs "next" (where to go), or "text" (a reminder), or both.',
  });
export type NoReply = z.output<typeof noReply>;
