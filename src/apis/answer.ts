import type { Api, ApiFailure } from '../engine/api.ts';
import type { ResponseView, Scope } from '../engine/scope.ts';
import type { Template } from '../engine/template.ts';
import type { Value } from '../engine/value.ts';
import type { Answer } from './attempt.ts';
import { parseJson } from './json.ts';
import type { Redactor } from './redact.ts';

/** What an answer means for its API, redacted. `shownBody` is the whole body for the trace, not yet cut. */
export interface Verdict {
  readonly ok: boolean;
  readonly failure: ApiFailure | null;
  readonly reason: string | null;
  readonly response: ResponseView;
  readonly saved: Readonly<Record<string, Value>>;
  readonly missing: readonly string[];
  readonly shownBody: string;
}

/** Judges an answer: parses and redacts it, tests `success` and takes what `save` names. */
export function judgeAnswer(api: Api, scope: Scope, answer: Answer, redactor: Redactor): Verdict {
  const { response, isJson, shownBody } = readResponse(answer, redactor);
  const seen: Scope = { ...scope, response };
  const problem = findProblem(api, seen, response.status, isJson);
  if (problem) return { ok: false, ...problem, response, saved: {}, missing: [], shownBody };
  return { ok: true, failure: null, reason: null, response, ...takeValues(api.save, seen, redactor), shownBody };
}

function readResponse({ status, headers, text }: Answer, redactor: Redactor) {
  const json = parseJson(text, headers['content-type'] ?? '');
  const isJson = json !== undefined;
  const plain: ResponseView = { status, headers, body: json ?? text };
  // An escaped character could hide a secret from the look at the text, so such a body is walked through as well.
  const clean = !redactor.finds(text) && !(isJson && text.includes('\\'));
  if (clean && !Object.values(headers).some((value) => redactor.finds(value)))
    return { response: plain, isJson, shownBody: text };
  const response = redactor.response(plain);
  return { response, isJson, shownBody: isJson && !clean ? JSON.stringify(response.body) : redactor.text(text) };
}

function findProblem(api: Api, scope: Scope, status: number, isJson: boolean): { failure: ApiFailure; reason: string } | null {
  const is2xx = status >= 200 && status < 300;
  if (is2xx && api.readsBody && !isJson) {
    return {
      failure: 'not_json',
      reason: `It answered ${status} with something that is not JSON, but response.body is read. Check the "url" and what the API sends.`,
    };
  }
  if (api.success ? holds(api.success, scope) : is2xx) return null;
  const why = api.success ? 'and its "success" condition does not hold' : 'which is not a success';
  return { failure: 'status', reason: `It answered ${status}, ${why}. Look at the answer, or give the step an outcome for it.` };
}

function holds(condition: { test(scope: Scope): boolean }, scope: Scope): boolean {
  try {
    return condition.test(scope);
  } catch {
    return false;
  }
}

function takeValues(save: Api['save'], scope: Scope, redactor: Redactor) {
  const saved: Record<string, Value> = {};
  const missing: string[] = [];
  for (const [name, template] of Object.entries(save)) {
    const value = valueOf(template, scope);
    if (value === undefined) missing.push(name);
    saved[name] = value === undefined ? null : redactor.value(value);
  }
  return { saved, missing };
}

function valueOf(template: Template, scope: Scope): Value | undefined {
  try {
    return template.value(scope);
  } catch {
    return undefined;
  }
}
