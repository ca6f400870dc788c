import { z } from 'zod';
import type { Value } from '../engine/value.ts';
import { STEP_BY_TYPE } from '../steps/index.ts';
import { type ApiJson, apiSchema } from './api-schema.ts';
import type { ParsedStep } from './compile.ts';
import { type FlowHead, flowHeadSchema, STEP_SCHEMAS } from './flow-schema.ts';
import { findingsOf } from './issues.ts';
import { type JsonDocument, readJson } from './json.ts';
import type { Finding } from './problem.ts';
import { field, itemsOf } from './raw.ts';
import type { SourceFile } from './source.ts';

/** A flow file as far as it could be read. `steps` holds null where a step could not. */
export interface FlowDraft {
  readonly id: string;
  readonly document: JsonDocument;
  readonly head: Omit<FlowHead, 'steps'> | null;
  readonly steps: readonly (ParsedStep | null)[];
  readonly findings: readonly Finding[];
}

/** An API file as far as it could be read. */
export interface ApiDraft {
  readonly id: string;
  readonly document: JsonDocument;
  readonly json: ApiJson | null;
  readonly findings: readonly Finding[];
}

export function draftFlow(source: SourceFile): FlowDraft {
  const document = readJson(source.file, source.text);
  if (document.value === undefined) return { id: source.id, document, head: null, steps: [], findings: [] };
  const head = flowHeadSchema.safeParse(document.value, { reportInput: true });
  const findings = head.success ? [] : findingsOf(head.error, flowHeadSchema, document.value);
  const steps = itemsOf(field(document.value, 'steps')).map((raw, index) => draftStep(raw, index, findings));
  return { id: source.id, document, head: head.success ? head.data : null, steps, findings };
}

function draftStep(raw: Value, index: number, findings: Finding[]): ParsedStep | null {
  const path = ['steps', index];
  const type = field(raw, 'type');
  const definition = typeof type === 'string' ? STEP_BY_TYPE.get(type) : undefined;
  const schema = definition ? STEP_SCHEMAS.get(definition.type) : undefined;
  if (!definition || !schema) {
    const known = z.looseObject({ type: z.enum([...STEP_BY_TYPE.keys()]) });
    const result = known.safeParse(raw, { reportInput: true });
    if (!result.success) findings.push(...findingsOf(result.error, known, raw, path));
    return null;
  }
  const result = schema.safeParse(raw, { reportInput: true });
  if (!result.success) {
    findings.push(...findingsOf(result.error, schema, raw, path));
    return null;
  }
  return { definition, config: result.data };
}

export function draftApi(source: SourceFile): ApiDraft {
  const document = readJson(source.file, source.text);
  if (document.value === undefined) return { id: source.id, document, json: null, findings: [] };
  const result = apiSchema.safeParse(document.value, { reportInput: true });
  const findings = result.success ? [] : findingsOf(result.error, apiSchema, document.value);
  return { id: source.id, document, json: result.success ? result.data : null, findings };
}
