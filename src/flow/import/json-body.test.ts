import { describe, expect, it } from 'vitest';
import { readJsonBody } from './json-body.ts';

describe('the body of a request', () => {
  it('becomes JSON whose texts are templates, bare values too', () => {
    expect(readJsonBody('{ "a": "x {{ b }}", "n": {{ c.d | plus: 1 }}, "l": [1, true, {{e}}] }')).toEqual({
      json: { a: 'x {{ b }}', n: '{{ c.d | plus: 1 }}', l: [1, true, '{{e}}'] },
    });
  });

  it('keeps a quote inside a template', () => {
    expect(readJsonBody('{ "a": "{{ b | default: "none" }}" }')).toEqual({ json: { a: '{{ b | default: "none" }}' } });
  });

  it('is refused where it is no JSON', () => {
    expect(readJsonBody('{ "a": {% if b %}1{% endif %} }')).toBeUndefined();
    expect(readJsonBody('a=1&b=2')).toBeUndefined();
  });
});
