import type { Finding } from '../problem.ts';
import { meantOr } from './advice.ts';
import { isListed, isPrivateHost } from './private-host.ts';

const INTERNAL = ['internal:/otp/send', 'internal:/otp/verify'];
const TEMPLATE = /\{[{%]/;

/** The scheme and the host of an API's url are written out, and lead where calls may go. */
export function checkUrl(source: string, allowHosts: readonly string[]): Finding[] {
  const url = source.trim();
  if (INTERNAL.includes(url) || url === '') return [];
  const problem = url.startsWith('internal:') ? badInternal(url) : (badScheme(url) ?? badAuthority(url, allowHosts));
  return problem ? [{ ...problem, path: ['url'] }] : [];
}

type Trouble = Pick<Finding, 'code' | 'message' | 'fix'> | null;

function badInternal(url: string): Trouble {
  return {
    code: 'bad-internal-url',
    message: `"${url}" is none of this server's own endpoints.`,
    fix: meantOr(url, INTERNAL, `Write ${INTERNAL.join(' or ')}, to the letter.`),
  };
}

function badScheme(url: string): Trouble {
  if (/^https?:\/\//i.test(url)) return null;
  if (TEMPLATE.test(/^[^/?#]*/.exec(url)?.[0] ?? '')) {
    return {
      code: 'host-from-template',
      message: 'Where this API is called comes from a value, so that whoever sets the value could send the call anywhere.',
      fix: 'Begin the url with https:// and the host itself.',
    };
  }
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0];
  const message =
    scheme === undefined
      ? `"${url}" does not begin with https:// or http://.`
      : `"${scheme}" is no scheme that an API can be called by.`;
  return { code: 'bad-scheme', message, fix: 'Begin the url with https:// (or http://), or use one of the internal: endpoints.' };
}

function badAuthority(url: string, allowHosts: readonly string[]): Trouble {
  const [origin = '', authority = ''] = /^https?:\/\/([^/?#\\]*)/i.exec(url) ?? [];
  if (TEMPLATE.test(authority)) {
    return {
      code: 'host-from-template',
      message: 'The host of this url comes from a value, so that whoever sets the value could send the call anywhere.',
      fix: 'Write the host out, and end it with "/" before the first {{.',
    };
  }
  if (authority.includes('@')) {
    const message = 'The url has a user name or a password in it, which would be shown wherever the url is.';
    return {
      code: 'user-in-url',
      message,
      fix: 'Use "auth": { "basic": { "username": …, "password": … } }, with {{ secret.NAME }}.',
    };
  }
  if (!URL.canParse(origin) || /\s/.test(authority)) {
    return {
      code: 'bad-url',
      message: 'This is not a url that can be called.',
      fix: 'Check the host and the port, as in https://api.example.com:8443/path.',
    };
  }
  return privateAddress(new URL(origin), allowHosts);
}

function privateAddress(url: URL, allowHosts: readonly string[]): Trouble {
  if (!isPrivateHost(url) || isListed(url, allowHosts)) return null;
  const place = `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
  return {
    code: 'private-address',
    message: `"${url.hostname}" is inside this machine or a private network, where APIs are not called unless API_ALLOW_HOSTS lists them.`,
    fix: `If it is yours and meant to be called, add ${place} to API_ALLOW_HOSTS.`,
  };
}
