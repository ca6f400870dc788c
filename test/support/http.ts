import supertest from 'supertest';

/** The answer to an HTTP request: its JSON where it is JSON, else its text. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** An HTTP request to a server that runs, on a connection of its own. */
export async function send(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer | null,
): Promise<HttpAnswer> {
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const server = supertest(url);
  const request = server[verb]('')
    .set({ Connection: 'close', ...headers })
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(Buffer.from(chunk)));
      response.on('end', () => done(null, Buffer.concat(chunks).toString('utf8')));
    });
  const answer = await (body === null ? request : request.serialize((raw) => raw as string).send(body));
  const text = String(answer.body);
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return { status: answer.status, headers: answer.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}
