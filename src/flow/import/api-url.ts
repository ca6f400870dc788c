import { checkUrl } from '../checks/url.ts';
import type { Json, WidgetContext } from './widget.ts';

/** Stands where an address cannot be carried over: no host can have this name. */
const NOWHERE = 'https://replace-this.invalid/';

/** The keys of an API that say where it is called. Whatever a check would refuse is left out and told. */
export function addressOf(source: string, context: WidgetContext): Json {
  const written = withConstants(source.trim(), context);
  if (written === '') {
    context.lose(`No address is set. ${NOWHERE} stands in its place.`);
    return { url: NOWHERE };
  }
  const { url, user } = withoutUser(written);
  const login = user ? loginOf(context) : {};
  // What is put into a url is escaped by itself.
  const template = context.template(url.replaceAll(/\|\s*(?:url_encode|url_escape|cgi_escape|uri_escape|raw)\b/g, ''), 'url');
  const [problem] = checkUrl(template, []);
  if (!problem) return { url: template, ...login };
  context.lose(`The address ${toTell(url)} cannot be called: ${problem.message} ${NOWHERE} stands in its place.`);
  return { url: NOWHERE, ...login };
}

/** A host must be written out; where a variable has only one value, that one is. */
function withConstants(source: string, context: WidgetContext): string {
  return source.replace(/^(?:https?:\/\/)?\{\{-?\s*flow\.variables\.([\w-]+)\s*-?\}\}/i, (match, key: string) => {
    const constant = context.constant(key)?.trim();
    if (constant === undefined) return match;
    context.lose(`The address began with the variable "${key}". Its only value, ${toTell(constant)}, is written out now.`);
    return match.startsWith('http') && !/^https?:/i.test(constant)
      ? `${match.slice(0, match.indexOf('{{'))}${constant}`
      : constant;
  });
}

/** A user name and a password in an address would be shown wherever that is. */
function withoutUser(url: string): { readonly url: string; readonly user: boolean } {
  const bare = url.replace(/^(https?:\/\/)[^/?#@{]*@/i, '$1');
  return { url: bare, user: bare !== url };
}

/** A query may hold a token, so it is not told. */
function toTell(url: string): string {
  return withoutUser(url).url.replace(/\?.*/s, '');
}

function loginOf(context: WidgetContext): Json {
  const name = context.id.toUpperCase();
  context.lose(`The address had a user and a password in it. Set them as SECRET_${name}_USER and SECRET_${name}_PASSWORD.`);
  return { auth: { basic: { username: `{{ secret.${name}_USER }}`, password: `{{ secret.${name}_PASSWORD }}` } } };
}
