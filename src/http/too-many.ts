import type { Response } from 'express';
import { errorBody } from './errors.ts';

/** Answers somebody who guessed too often. */
export function tooMany(response: Response, seconds: number): void {
  const message = `Too many wrong tokens came from your address. Try again in ${Math.ceil(seconds / 60)} min.`;
  response.set('Retry-After', String(seconds)).status(429).json(errorBody('too_many_attempts', message));
}
