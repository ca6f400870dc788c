import { expect, test } from 'vitest';
import { ASK, expectOnly, flow, flowWith } from '../../../test/support/flow-kit.ts';

function message(text: string): string {
  return `{ "id": "a", "type": "message", "text": ▶${JSON.stringify(text)} }`;
}

test('warns of a text that takes two segments, and says what it costs', () => {
  const [problem] = expectOnly('long-text', { 'main.json': flow(message('a'.repeat(161))) });
  expect(problem).toMatchObject({
    severity: 'warning',
    message: 'By SMS this text is 2 segments (161 of 160 characters): it costs as much as 2 messages.',
    fix: 'Shorten it to 160 characters.',
  });
});

test('names the character that makes a long text UCS-2, and what to write in its place', () => {
  const [problem] = expectOnly('long-text', { 'main.json': flow(message(`It’s ${'a'.repeat(80)}`)) });
  expect(problem?.message).toContain('2 segments (85 of 70 characters, because "’" is not in GSM-7)');
  expect(problem?.fix).toBe('Write "\'" in its place. Without such characters 160 fit.');
});

test('names a blank by its number', () => {
  const [problem] = expectOnly('ucs2-text', { 'main.json': flow(message('a\u00a0b')) });
  expect(problem?.message).toContain('the blank U+00A0 is not in GSM-7');
  expect(problem?.fix).toBe('Write a plain space in its place.');
});

test('warns of an emoji in a short text', () => {
  const [problem] = expectOnly('ucs2-text', { 'main.json': flow(message('Hi 🙂')) });
  expect(problem?.fix).toBe('Leave "🙂" out if it is not needed.');
});

test('a short text in a script that GSM-7 cannot write is no slip', () => {
  expectOnly('none', { 'main.json': flow(message('नमस्ते').replace('▶', '')) });
});

test('puts in what a value may be: of a sample, else 20 characters', () => {
  const long = `{{ name }}${'a'.repeat(141)}`;
  const [problem] = expectOnly('long-text', { 'main.json': flow(ASK, message(long)) });
  expect(problem?.message).toContain('161 of 160 characters, where a value without a sample counts as 20');
  const head = '"trigger": { "default": true }, "attributes": { "name": { "default": "Ada" } }';
  expectOnly('none', { 'main.json': flowWith(head, ASK, message(long).replace('▶', '')) });
});

test('counts the choices that are listed below a question', () => {
  const choices = `"expect": "choice", "choices": [{ "value": "a", "label": "${'b'.repeat(80)}" }, { "value": "c", "label": "${'d'.repeat(80)}" }]`;
  expectOnly('long-text', { 'main.json': flow(`{ "id": "ask", "type": "capture", "prompt": ▶"Which?", ${choices} }`) });
});

test('looks at each language by itself', () => {
  const texts = `{ "en": "Hello.", "es": ▶"${'a'.repeat(161)}" }`;
  expectOnly('long-text', { 'main.json': flow(`{ "id": "a", "type": "message", "text": ${texts} }`) });
});

test('looks at texts outside the steps too', () => {
  const head = `"trigger": { "default": true }, "on_error": { "text": ▶"${'a'.repeat(161)}" }`;
  expectOnly('long-text', { 'main.json': flowWith(head, '{ "id": "a", "type": "message", "text": "x" }') });
});

test('on WhatsApp alone segments do not matter', () => {
  const head = '"trigger": { "default": true, "channels": ["whatsapp"] }';
  expectOnly('none', { 'main.json': flowWith(head, message('🙂'.repeat(200)).replace('▶', '')) });
});

test('warns of a text that is split, on every channel', () => {
  const head = '"trigger": { "default": true, "channels": ["whatsapp"] }';
  const [problem] = expectOnly('split-text', { 'main.json': flowWith(head, message('word '.repeat(400))) });
  expect(problem?.message).toBe('This text has 2000 characters, so it leaves as 2 messages: one takes 1600.');
});

const VERIFY = '{ "id": "v", "type": "verify" }';

test.each(['"Hello"', '""', '"{{ code | upcase }}"', '{ "en": "{{ code }}", "es": "Hola" }'])(
  'refuses the text with a code that does not say it: %s',
  (text) => {
    expectOnly('bad-value', {
      'main.json': flowWith(`"trigger": { "default": true }, "wording": { "otp_sms": ▶${text} }`, VERIFY),
    });
  },
);

test.each(['"{{code}} is it"', '{ "es": "Clave: {{ code }}" }'])('takes the text with a code that says it: %s', (text) => {
  expectOnly('none', { 'main.json': flowWith(`"trigger": { "default": true }, "wording": { "otp_sms": ${text} }`, VERIFY) });
});
