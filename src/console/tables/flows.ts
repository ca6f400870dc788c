import * as shape from '../contract.ts';
import { listAttributes } from '../handlers/attributes.ts';
import { checkText } from '../handlers/check.ts';
import { dropDraft, saveDraft } from '../handlers/drafts.ts';
import { createFlow, readFlow } from '../handlers/flow-detail.ts';
import { listFlows } from '../handlers/flows.ts';
import { publishFlow, readHistory, readVersion, rollBack } from '../handlers/publish.ts';
import type { Workplace } from '../handlers/workplace.ts';
import type { Route } from '../route.ts';

const MISSING = { 404: shape.refusal };
const UNFIT = { 422: shape.refusal };
const PUBLISHED = {
  200: shape.published,
  403: shape.refusal,
  ...MISSING,
  409: shape.conflict,
  422: shape.faulty.or(shape.refusal),
};

/** Routes about flows and what stands in them. */
export function flowRoutes(place: Workplace): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/flows',
      title: 'All flows, and all that is wrong in the folder',
      answers: { 200: shape.flowList },
      handle: listFlows(place),
    },
    {
      method: 'post',
      path: '/flows',
      title: 'A new flow, as a draft',
      body: shape.newFlow,
      answers: { 201: shape.flowDetail, 409: shape.refusal, ...UNFIT },
      audit: 'flow.add',
      handle: createFlow(place),
    },
    {
      method: 'get',
      path: '/flows/:id',
      title: 'A flow with its file and its draft',
      answers: { 200: shape.flowDetail, ...MISSING },
      handle: readFlow(place),
    },
    {
      method: 'put',
      path: '/flows/:id/draft',
      title: 'Keeps a text without publishing it, if nobody saved another draft meanwhile',
      body: shape.edit,
      answers: { 200: shape.savedDraft, ...MISSING, 409: shape.draftConflict, ...UNFIT },
      audit: 'flow.save-draft',
      handle: saveDraft(place),
    },
    {
      method: 'delete',
      path: '/flows/:id/draft',
      title: 'Drops a draft',
      query: shape.draftQuery,
      answers: { 204: null, ...MISSING, 409: shape.draftConflict },
      audit: 'flow.drop-draft',
      handle: dropDraft(place),
    },
    {
      method: 'post',
      path: '/flows/:id/publish',
      title: 'Writes the file and makes it live, if the check has no errors and nobody changed it meanwhile',
      body: shape.edit,
      answers: PUBLISHED,
      audit: 'flow.publish',
      handle: publishFlow(place),
    },
    {
      method: 'get',
      path: '/flows/:id/history',
      title: 'The versions that were live, the latest first',
      answers: { 200: shape.flowHistory },
      handle: readHistory(place),
    },
    {
      method: 'get',
      path: '/flows/:id/versions/:version',
      title: 'The file of a version',
      answers: { 200: shape.versionSource, ...MISSING },
      handle: readVersion(place),
    },
    {
      method: 'post',
      path: '/flows/:id/rollback',
      title: 'Makes a version live again',
      body: shape.rollback,
      answers: PUBLISHED,
      audit: 'flow.roll-back',
      handle: rollBack(place),
    },
    {
      method: 'post',
      path: '/check',
      title: 'What the check says of a text; nothing is kept',
      body: shape.checkRequest,
      answers: { 200: shape.checked, ...UNFIT },
      handle: checkText(place),
    },
    {
      method: 'get',
      path: '/attributes',
      title: 'All attributes, with what sets and reads them',
      answers: { 200: shape.attributeList },
      handle: listAttributes(place),
    },
  ];
}
