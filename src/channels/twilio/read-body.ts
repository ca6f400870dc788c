import type { IncomingMessage } from 'node:http';

/** A webhook's body: its text, or the status that refuses it. */
export type Body = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly status: 400 | 413 | 415 };

const FORM = 'application/x-www-form-urlencoded';

/** Reads a form body of at most `limit` bytes. Anything else is refused without being read to the end. */
export function readFormBody(request: IncomingMessage, limit: number): Promise<Body> {
  const type = request.headers['content-type'] ?? '';
  const encoded = request.headers['content-encoding'];
  if (!type.toLowerCase().startsWith(FORM) || (encoded !== undefined && encoded !== 'identity')) {
    return Promise.resolve({ ok: false, status: 415 });
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ ok: false, status: 413 });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        resolve({ ok: false, status: 413 });
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      const [only] = chunks;
      resolve({ ok: true, text: (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString('utf8') });
      // The request is there until it is answered, and this with it.
      chunks.length = 0;
    });
    const cut = () => resolve({ ok: false, status: 400 });
    request.on('error', cut);
    request.on('close', cut);
  });
}
