import { z } from 'zod';
import type { ApiResponse } from '../route.ts';

/** A refusal that says what happened and why, and with `fix` what to do. */
export function refused(status: number, code: string, message: string, fix?: string): ApiResponse {
  return { status, body: { error: { code, message, ...(fix === undefined ? {} : { fix }) } } };
}

export function badQuery(error: z.ZodError): ApiResponse {
  return refused(400, 'bad_query', z.prettifyError(error));
}

export function badBody(error: z.ZodError): ApiResponse {
  return refused(422, 'bad_body', z.prettifyError(error));
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A row's id as it stands in a path; null when no row can have it. */
export function readId(text: string | undefined): number | null {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : null;
}

/** One page with its `next` as a cursor. */
export function page(items: readonly unknown[], next: number | null): ApiResponse {
  return { status: 200, body: { items, next: next === null ? null : String(next) } };
}

/** A list that is whole. */
export function whole(items: readonly unknown[]): ApiResponse {
  return { status: 200, body: { items, next: null } };
}
