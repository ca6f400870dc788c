import { describe, expect, it } from 'vitest';
import { attributeFor, attributesRead, templatePath } from './templates.ts';

describe('an API in the form', () => {
  it('knows which attributes its templates read, and leaves out what is none', () => {
    const api = {
      url: 'https://x.example/{{ order }}?l={{contact.language}}',
      headers: { Authorization: 'Bearer {{ secret.KEY }}' },
      body: { to: ['{{- phone | e164 }}', '{{ order }}'] },
      save: { status: '{{ response.body.status }}' },
    };
    expect(attributesRead(api)).toEqual(['order', 'phone']);
  });

  it('writes the path of a value as templates read it', () => {
    expect(templatePath(['response', 'body', 'items', 0, 'systemOtp'])).toBe('response.body.items[0].systemOtp');
    expect(templatePath(['response', 'headers', 'x-id'])).toBe('response.headers.x-id');
    expect(templatePath(['response', 'body', 'first name'])).toBe('response.body["first name"]');
  });

  it('proposes a name that an attribute may have', () => {
    expect(attributeFor(['response', 'body', 'systemOtp'])).toBe('system_otp');
    expect(attributeFor(['response', 'body', 'Order-No', 0])).toBe('order_no');
    expect(attributeFor(['response', 'body', '9'])).toBe('value');
  });
});
