import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../test/support/engine.ts';
import { compileTemplate, lookUp } from './template.ts';
import type { Attributes } from './value.ts';

function render(source: string, attributes: Attributes = {}): string {
  return compileTemplate(source).text(scopeOf(attributes));
}

function read(source: string, attributes: Attributes = {}): unknown {
  return compileTemplate(source).value(scopeOf(attributes));
}

describe('text', () => {
  test.each([
    ['plain', 'plain'],
    ['Hello {{ name }}.', 'Hello Ada.'],
    ['{{name}}{{ name }}', 'AdaAda'],
    ['{{ order.items }}', 'ab'],
    ['{{ order.total }}', '12.5'],
    ['{{ gone }}{{ order.gone.deeper }}{{ nothing }}', ''],
    ['{{ order }}', '[object Object]'],
    ['{{ name | upcase }}', 'ADA'],
    ['{{ order.items | size }}', '2'],
    ['{% if yes %}yes{% else %}no{% endif %}', 'yes'],
    ['{% if gone %}yes{% else %}no{% endif %}', 'no'],
    ['{{ gone | default: "friend" }}', 'friend'],
    [' {{- name -}} ', 'Ada'],
    ['{% raw %}{{ name }}{% endraw %}', '{{ name }}'],
    ['{{ contact.address }} {{ flow.id }}', '+14155550100 main'],
  ])('renders %j as %j', (source, text) => {
    expect(render(source, { name: 'Ada', yes: true, nothing: null, order: { total: 12.5, items: ['a', 'b'] } })).toBe(text);
  });

  test.each(['{{"{{name}}', '{{{{ name }}', 'a {{ b {{ name }}', '{{ name }} {{'])('refuses %j as Liquid does', (source) => {
    expect(() => render(source, { name: 'Ada' })).toThrow();
  });

  test('never renders what a value holds', () => {
    expect(render('{{ name }}', { name: '{{ pin }}', pin: '4711' })).toBe('{{ pin }}');
    expect(render('{{ name | append: "" }}', { name: '{{ pin }}', pin: '4711' })).toBe('{{ pin }}');
  });
});

describe('the value of one single output', () => {
  const attributes = { yes: true, count: 3, none: null, list: [1, 'two'], deep: { a: { b: false } } };

  test.each([
    ['{{ yes }}', true],
    ['{{ count }}', 3],
    ['{{ count | plus: 1 }}', 4],
    [' {{ count | plus: 1 }}', ' 4'],
    ['{{ count }} ', '3 '],
    ['{{- count -}}', 3],
    ['{{ none }}', null],
    ['{{ list }}', [1, 'two']],
    ['{{ deep.a.b }}', false],
    ['{{ deep.a | default: 5 }}', { b: false }],
    ['{{ nil }}', null],
    ['{{ gone | default: nil }}', null],
    ['{{ empty }}', ''],
    ['{{ count == 3 }}', true],
    ['{{ (1..3) }}', [1, 2, 3]],
  ])('%s keeps its type', (source, value) => {
    expect(read(source, attributes)).toEqual(value);
  });

  test.each(['{{ gone }}', '{{ deep.gone.b }}', '{{ none.b }}'])('%s is undefined when missing', (source) => {
    expect(read(source, attributes)).toBeUndefined();
  });

  test.each([
    ['{{ count }}{{ count }}', '33'],
    ['x{{ yes }}', 'xtrue'],
    ['{{ count }} {{ none }}', '3 '],
    ['plain', 'plain'],
  ])('%s is a text', (source, value) => {
    expect(read(source, attributes)).toBe(value);
  });
});

describe('our own filters', () => {
  test.each([
    ['+1 (415) 555-0132', '132'],
    ['12', '12'],
    ['', ''],
  ])('ending: %j gives %j', (phone, last) => {
    expect(render('{{ phone | ending }}', { phone })).toBe(last);
  });

  test('ending of a number and of nothing', () => {
    expect(render('{{ phone | ending }}', { phone: 14155550132 })).toBe('132');
    expect(render('{{ phone | ending }}')).toBe('');
  });

  test.each([
    ['{{ phone | e164: "US" }}', '415 555 0132', '+14155550132'],
    ['{{ phone | e164 }}', '0014155550132', '+14155550132'],
    ['{{ phone | e164 }}', 'nobody', ''],
  ])('%s of %j gives %j', (source, phone, e164) => {
    expect(render(source, { phone })).toBe(e164);
  });
});

describe('in a URL', () => {
  const url = (source: string, attributes: Attributes) => compileTemplate(source, { escape: 'url' }).text(scopeOf(attributes));

  test.each(['https://x.test/{{ id }}?q={{ id }}', 'https://x.test/{{ id | append: "" }}?q={{ id | append: "" }}'])(
    '%s takes a value as one piece',
    (source) => {
      expect(url(source, { id: '../../admin?a=1&b #' })).toBe(
        'https://x.test/..%2F..%2Fadmin%3Fa%3D1%26b%20%23?q=..%2F..%2Fadmin%3Fa%3D1%26b%20%23',
      );
    },
  );

  test('a single output is a text, escaped', () => {
    expect(compileTemplate('{{ id }}', { escape: 'url' }).value(scopeOf({ id: 'a/b' }))).toBe('a%2Fb');
    expect(compileTemplate('{{ id | upcase }}', { escape: 'url' }).value(scopeOf({ id: 'a/b' }))).toBe('A%2FB');
  });

  test('a missing name is nothing', () => {
    expect(url('https://x.test/{{ id }}', {})).toBe('https://x.test/');
  });
});

describe('own properties only', () => {
  const names = [
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'name.constructor',
    'list.map',
    'name.__proto__.x',
    'attributes',
    'attributes.name',
  ];

  test.each(names)('{{ %s }} gives nothing', (name) => {
    const attributes = { name: 'Ada', list: [1] };
    expect(render(`a{{ ${name} }}b`, attributes)).toBe('ab');
    expect(render(`a{{ ${name} | append: "" }}b`, attributes)).toBe('ab');
    expect(read(`{{ ${name} }}`, attributes)).toBeUndefined();
    expect(lookUp(scopeOf(attributes), name.split('.'))).toBeUndefined();
  });

  test('an attribute may have such a name', () => {
    expect(render('{{ constructor }}', { constructor: 'Brunel' })).toBe('Brunel');
  });
});

describe('limits', () => {
  test.each([
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}',
    `{% assign x = "0123456789" %}${'{% assign x = x | append: x %}'.repeat(40)}{{ x }}`,
  ])('stop %s', (source) => {
    const template = compileTemplate(source);
    const started = performance.now();
    expect(() => template.text(scopeOf())).toThrow(/limit exceeded/);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('what it reads', () => {
  test.each<[string, string[][]]>([
    ['plain', []],
    ['{{ name }} {{ order.total }}', [['name'], ['order', 'total']]],
    ['{{ name | upcase }}', [['name']]],
    ['{% if response.status == 200 %}{{ name }}{% endif %}', [['response', 'status'], ['name']]],
    ['{% assign x = name %}{{ x }}', [['name']]],
  ])('of %s is named', (source, reads) => {
    expect(compileTemplate(source).reads).toEqual(reads);
  });
});

test.each([
  '{{ name',
  '{% if name %}',
  '{{ name | unheard_of }}',
  "{{ list | where_exp: 'one', 'secret.KEY == one' }}",
  '{% nonsense %}',
  '{{ }}',
  '{{{ name }}',
])('refuses %s', (source) => {
  expect(() => compileTemplate(source)).toThrow();
});
