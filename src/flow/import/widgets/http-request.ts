import { addressOf } from '../api-url.ts';
import { filled, propertyOf, type State } from '../definition.ts';
import { mapTexts, readJsonBody } from '../json-body.ts';
import type { Json, Widget, WidgetContext } from '../widget.ts';
import { pairsOf } from './set-variables.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Calls an API by its address. */
export const httpRequest: Widget = {
  types: ['make-http-request'],
  calls: true,
  convert: (state, context) => {
    const wanted = propertyOf(state, 'method').toUpperCase() || 'GET';
    const method = METHODS.includes(wanted) ? wanted : 'POST';
    if (method !== wanted) context.lose(`It called with the method ${wanted}. Here it calls with POST.`);
    const json = {
      method,
      ...addressOf(propertyOf(state, 'url'), context),
      ...contentOf(state, method, context),
      timeout: '10s',
    };
    const id = context.fileId(state.name);
    const next = context.target('success');
    return {
      steps: [{ id: context.id, type: 'api', api: id, on_error: context.target('failed'), next }],
      api: { id, json },
    };
  },
};

function contentOf(state: State, method: string, context: WidgetContext): Json {
  const pairs = pairsOf(state.properties['parameters']);
  const form = Object.fromEntries(pairs.map(({ key, value }) => [key, context.template(value, 'sent')]));
  const body = propertyOf(state, 'body');
  if (method === 'GET') {
    if (filled(body)) context.lose('It sent a body with GET, which is left out.');
    return pairs.length === 0 ? {} : { query: form };
  }
  const type = propertyOf(state, 'content_type').toLowerCase();
  if (type.includes('json')) return filled(body) ? jsonBody(body, context) : {};
  if (filled(type) && !type.includes('form')) {
    context.lose(`It sent its body as ${type}. Parley sends JSON and forms, so write "body" anew.`);
    return {};
  }
  if (pairs.length > 0) return { body: form, encoding: 'form' };
  return filled(body) ? formBody(body, context) : {};
}

function jsonBody(source: string, context: WidgetContext): Json {
  const read = readJsonBody(source);
  if (read) return { body: mapTexts(read.json, (text) => context.template(text, 'sent')) };
  context.lose('Its body is not JSON with values put into it, so it could not be taken over. Write "body" anew.');
  return {};
}

/** A form written as one text: `a=1&b={{flow.variables.b}}`. */
function formBody(source: string, context: WidgetContext): Json {
  const pairs = source.split('&').map((pair) => pair.split(/=(.*)/s, 2));
  const form = pairs.map(([key = '', value = '']) => [decode(key), context.template(decode(value), 'sent')]);
  return { body: Object.fromEntries(form), encoding: 'form' };
}

function decode(text: string): string {
  try {
    return text.includes('{{') ? text.trim() : decodeURIComponent(text.replaceAll('+', ' ')).trim();
  } catch {
    return text.trim();
  }
}
