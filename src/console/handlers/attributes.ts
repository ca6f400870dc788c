import { attributeIndex } from '../../flow/attribute-index.ts';
import { openWorkshop } from '../../flow/workshop.ts';
import type { Handler } from '../route.ts';
import { whole } from './answers.ts';
import type { Workplace } from './workplace.ts';

/** `GET /api/v1/attributes` */
export function listAttributes({ state }: Pick<Workplace, 'state'>): Handler {
  return async () => whole(attributeIndex(openWorkshop(state().sources)));
}
