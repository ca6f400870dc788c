import * as shape from '../contract.ts';
import { createApi, listApis, readApi, readApiLog, removeApi, saveApi } from '../handlers/apis.ts';
import { readCurl, tryApi, type TryApi } from '../handlers/try-api.ts';
import type { Workplace } from '../handlers/workplace.ts';
import type { Route } from '../route.ts';

const MISSING = { 404: shape.refusal };
const FAULTY = { 422: shape.faulty.or(shape.refusal) };
const NOT_SAVED = { 403: shape.refusal, 409: shape.conflict.or(shape.refusal), ...FAULTY };

/** Routes about the catalogue of APIs. */
export function apiRoutesOf(place: Workplace, call: TryApi): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/apis',
      title: 'All APIs, and how their calls went',
      answers: { 200: shape.apiList },
      handle: listApis(place),
    },
    {
      method: 'post',
      path: '/apis',
      title: 'A new API',
      body: shape.newApi,
      answers: { 201: shape.savedApi, ...NOT_SAVED },
      audit: 'api.add',
      handle: createApi(place),
    },
    {
      method: 'post',
      path: '/apis/curl',
      title: 'The JSON of an API from a cURL command; nothing is kept',
      body: shape.curlRequest,
      answers: { 200: shape.curlAnswer, 422: shape.refusal },
      handle: readCurl,
    },
    {
      method: 'get',
      path: '/apis/:id',
      title: 'An API with its file',
      answers: { 200: shape.apiDetail, ...MISSING },
      handle: readApi(place),
    },
    {
      method: 'put',
      path: '/apis/:id',
      title: 'Writes the file and makes it live, if the check has no errors and nobody changed it meanwhile',
      body: shape.edit,
      answers: { 200: shape.savedApi, ...MISSING, ...NOT_SAVED },
      audit: 'api.save',
      handle: saveApi(place),
    },
    {
      method: 'delete',
      path: '/apis/:id',
      title: 'Removes an API that no step calls',
      answers: { 204: null, 403: shape.refusal, ...MISSING, 409: shape.stillUsed.or(shape.conflict), 422: shape.faulty },
      audit: 'api.remove',
      handle: removeApi(place),
    },
    {
      method: 'post',
      path: '/apis/:id/try',
      title: 'Calls an API with these attributes, through the very code that flows use',
      body: shape.tryApiRequest,
      answers: { 200: shape.triedApi, ...MISSING, ...FAULTY },
      audit: 'api.try',
      handle: tryApi(place, call),
    },
    {
      method: 'get',
      path: '/apis/:id/log',
      title: 'The latest calls that conversations made, redacted',
      answers: { 200: shape.apiLog },
      audit: 'api.log',
      handle: readApiLog(place),
    },
  ];
}
