import type { Twilio } from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';

import { TwilioRefusal } from './failure.ts';

export interface ClientOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  /** Told the headers of every answer. */
  readonly onHeaders?: (headers: unknown) => void;
}

/** The one origin that does not take every product: the others of Twilio's have hosts of their own. */
const TWILIO_API = 'https://api.twilio.com';

/** More than the pacer ever lets out at once, so that no message waits for a connection while its time runs. */
const MAX_SOCKETS = 50;
/** Twilio's answers are about 1 KB a message; a list of two hundred of the longest has some 2 MB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** A client of Twilio's library whose every request goes to `apiUrl`, where that is a stand-in. Throws only when the account id is not one. */
export async function connect(options: ClientOptions): Promise<Twilio> {
  // Loading takes about 160 ms and most starts never need it at once.
  const { default: twilio } = await import('twilio');

  /** Sends requests to our API origin, within one deadline, and turns a refusal into a value of ours with its headers. */
  class RedirectingClient extends twilio.RequestClient {
    override async request<T>(asked: RequestClient.RequestOptions<T>) {
      const url = new URL(asked.uri);
      const uri = options.apiUrl === TWILIO_API ? asked.uri : new URL(url.pathname + url.search, options.apiUrl).href;
      const answer = await super.request({ ...asked, uri });
      options.onHeaders?.(answer.headers);
      if (answer.statusCode < 200 || answer.statusCode >= 300) throw new TwilioRefusal(answer);
      return answer;
    }
  }

  const httpClient = new RedirectingClient({ timeout: options.timeoutMs, keepAlive: true, maxSockets: MAX_SOCKETS });
  httpClient.axios.defaults.maxContentLength = MAX_ANSWER_BYTES;
  httpClient.axios.interceptors.request.use((config) => {
    // The library's own timeout starts anew with every byte of a slow answer; this one does not.
    config.signal = AbortSignal.timeout(options.timeoutMs);
    return config;
  });

  const { accountSid, authToken, apiKey, apiSecret } = options;
  const usesKey = apiKey !== undefined && apiSecret !== undefined;
  return twilio(usesKey ? apiKey : accountSid, usesKey ? apiSecret : authToken, { accountSid, httpClient });
}
