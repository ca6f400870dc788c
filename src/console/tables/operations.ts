import { z } from 'zod';
import * as shape from '../contract.ts';
import { listAudit } from '../handlers/audit.ts';
import { dropDeadLetter, type Letters, listDeadLetters, retryDeadLetter } from '../handlers/dead-letters.ts';
import { listOut, listWebhooks, type SeenWebhook } from '../handlers/deliveries.ts';
import { openCountry, readBudgets } from '../handlers/otp.ts';
import { type Installation, readStatus } from '../handlers/status.ts';
import type { Workplace } from '../handlers/workplace.ts';
import type { OtpControl } from '../../runtime/ports.ts';
import type { Reads } from '../../runtime/reads.ts';
import type { Route } from '../route.ts';

const MISSING = { 404: shape.refusal };
const LETTER = { ...MISSING, 200: shape.deadLetterDone };

/** Routes about how things stand, and what was sent and done. */
export function operationRoutes(parts: {
  readonly installation: Installation;
  readonly reads: Pick<Reads, 'listConversations'>;
  readonly place: Workplace;
  readonly deadLetters: Letters;
  readonly otp: OtpControl;
  readonly webhooks: () => readonly SeenWebhook[];
}): readonly Route[] {
  const { place, deadLetters, otp, webhooks } = parts;
  return [
    {
      method: 'get',
      path: '/status',
      title: 'How things stand',
      answers: { 200: shape.status },
      handle: readStatus(parts),
    },
    {
      method: 'get',
      path: '/deliveries/in',
      title: 'The latest webhooks since the start, and why some were refused',
      answers: { 200: shape.webhookList },
      handle: listWebhooks(webhooks),
    },
    {
      method: 'get',
      path: '/deliveries/out',
      title: 'Texts of ours and what became of them, newest first',
      query: shape.outQuery,
      answers: { 200: shape.outPage, 400: shape.refusal },
      audit: 'delivery.list',
      handle: listOut(place.figures),
    },
    {
      method: 'get',
      path: '/dead-letters',
      title: 'What failed for good, newest first',
      query: z.object(shape.pageQuery),
      answers: { 200: shape.deadLetterPage, 400: shape.refusal },
      audit: 'dead-letter.list',
      handle: listDeadLetters(deadLetters),
    },
    {
      method: 'post',
      path: '/dead-letters/:id/retry',
      title: 'Tries again what failed for good',
      answers: { ...LETTER, 409: shape.refusal },
      audit: 'dead-letter.retry',
      handle: retryDeadLetter(deadLetters),
    },
    {
      method: 'post',
      path: '/dead-letters/:id/drop',
      title: 'Drops what failed for good, and ends what waited for it',
      answers: LETTER,
      audit: 'dead-letter.drop',
      handle: dropDeadLetter(deadLetters),
    },
    {
      method: 'get',
      path: '/otp/budgets',
      title: 'How full the budgets for codes are',
      answers: { 200: shape.otpBudgets },
      handle: readBudgets(otp),
    },
    {
      method: 'post',
      path: '/otp/countries/:country/open',
      title: 'Opens a country that was closed because hardly a code was typed',
      answers: { 200: shape.openedCountry, ...MISSING },
      audit: 'country.open',
      handle: openCountry(otp),
    },
    {
      method: 'get',
      path: '/audit',
      title: 'Who changed what and who looked at whose data, newest first',
      query: z.object(shape.pageQuery),
      answers: { 200: shape.auditPage, 400: shape.refusal },
      handle: listAudit(place.store),
    },
  ];
}
