import type { ApiCall } from '../runtime/ports.ts';
import type { Begin } from './attempt.ts';
import type { RenderedRequest } from './request.ts';

/** Makes one attempt at a rendered call. `real` is the attempt as it is made otherwise, for whoever only looks on. */
export type Transport = (call: ApiCall, request: RenderedRequest, real: () => Begin) => Begin;
