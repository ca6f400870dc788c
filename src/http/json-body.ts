import express, { type RequestHandler } from 'express';
import { errorBody } from './errors.ts';

/** As deep as a flow may be. What reads a body further on goes down into it, and would come to the end of its stack. */
const DEEPEST = 100;

/** Reads a body of JSON of at most 2 MB; answers one that is too deep. */
export function jsonBody(): RequestHandler[] {
  return [
    express.json({ limit: '2mb' }),
    (request, response, next) => {
      if (!isDeeper(request.body, DEEPEST)) return next();
      const message = `Lists and objects stand more than ${DEEPEST} deep in one another. Send it flatter.`;
      response.status(422).json(errorBody('bad_body', message));
    },
  ];
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
