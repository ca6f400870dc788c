import { describe, expect, it } from 'vitest';
import { importCurl } from './curl.ts';

function api(command: string): unknown {
  const read = importCurl(command);
  return read && (JSON.parse(read.source) as unknown);
}

describe('a cURL command', () => {
  it('becomes an API with its method, address, query, headers and JSON body', () => {
    const command = `curl --request PUT --url 'https://api.example.com/v1/x?a=1&b=two' \\
      --header 'X-Team: blue' -H "Content-Type: application/json" \\
      --data-raw '{"to":"{{ phone }}","n":1,"deep":[{"x":null}]}'`;
    expect(api(command)).toEqual({
      $schema: '../../schemas/api.v1.json',
      name: 'example.com',
      method: 'PUT',
      url: 'https://api.example.com/v1/x',
      query: { a: '1', b: 'two' },
      headers: { 'X-Team': 'blue' },
      body: { to: '{% raw %}{{ phone }}{% endraw %}', n: 1, deep: [{ x: null }] },
    });
  });

  it('with data is a POST, without is a GET, and with -G puts its data into the query', () => {
    expect(api('curl https://a.example/ -d x=1 -d "y=a b"')).toMatchObject({
      method: 'POST',
      encoding: 'form',
      body: { x: '1', y: 'a b' },
    });
    expect(api('curl https://a.example/')).toMatchObject({ method: 'GET' });
    expect(api('curl -G https://a.example/ --data-urlencode "q=a&b"')).toMatchObject({ method: 'GET', query: { q: 'a&b' } });
  });

  it.each([
    [
      "curl https://a.example -H 'Authorization: Bearer s3cret'",
      { auth: { bearer: '{{ secret.API_TOKEN }}' } },
      'SECRET_API_TOKEN',
    ],
    [
      'curl https://a.example -u ana:s3cret',
      { auth: { basic: { username: 'ana', password: '{{ secret.API_PASSWORD }}' } } },
      'SECRET_API_PASSWORD',
    ],
    ["curl https://a.example -H 'X-Api-Key: s3cret'", { headers: { 'X-Api-Key': '{{ secret.API_KEY }}' } }, 'SECRET_API_KEY'],
    ["curl https://a.example -H 'Key: s3cret'", { headers: { Key: '{{ secret.API_KEY }}' } }, 'SECRET_API_KEY'],
    ["curl https://a.example -b 'sid=s3cret'", { headers: { Cookie: '{{ secret.COOKIE }}' } }, 'SECRET_COOKIE'],
  ])('%s writes no secret into the file, but names it', (command, expected, note) => {
    const read = importCurl(command);
    expect(api(command)).toMatchObject(expected);
    expect(read?.source).not.toContain('s3cret');
    expect(read?.notes.join()).toContain(note);
  });

  it('reads quotes as a shell does', () => {
    expect(api(`curl -XPOST https://a.example/ -d $'{"a":"it\\'s"}'`)).toMatchObject({ body: { a: "it's" } });
    expect(api(`curl https://a.example/ -d "{\\"a\\":\\"b\\"}"`)).toMatchObject({ body: { a: 'b' } });
    expect(api(`curl https://a.example/ --data='{"a":1}'`)).toMatchObject({ body: { a: 1 } });
  });

  it('tells of what cannot be done', () => {
    const notes = (command: string) => importCurl(command)?.notes.join(' ') ?? '';
    expect(notes('curl -L -k a.example/x -F file=@x')).toMatch(/https was taken/);
    expect(notes('curl -L -k a.example/x -F file=@x')).toMatch(/Redirects.*Certificates.*form with files/s);
    expect(notes('curl https://a.example -d @body.json')).toContain('body.json');
    expect(notes('curl -X PURGE https://a.example')).toContain('PURGE');
  });

  it.each(['', 'wget https://a.example', 'curl', "curl 'https://a.example", 'curl -X POST', 'curling https://a.example'])(
    'is none in "%s"',
    (command) => {
      expect(importCurl(command)).toBeNull();
    },
  );
});
