import { describe, expect, it } from 'vitest';
import { onlyName, pathTail, rewriteTemplate } from './liquid.ts';

const rewrite = (source: string) => rewriteTemplate(source, (path) => path.join('/').replaceAll(/\W/g, '_')).text;

describe('a template of Studio', () => {
  it.each([
    ['Hi {{flow.variables.name}}!', 'Hi {{ flow_variables_name }}!'],
    ['{{widgets.ask-name.inbound.Body | strip | upcase}}', '{{widgets_ask_name_inbound_Body | strip | upcase}}'],
    ['{% if flow.data.vip == "flow.data.vip" %}x{% endif %}', '{% if flow_data_vip == "flow.data.vip" %}x{% endif %}'],
    ['{{ widgets["ask name"].parsed.items[0].id }}', '{{ widgets_ask_name_parsed_items_0_id }}'],
    [
      '{% for i in widgets.w.parsed.list %}{{ i.flow.x }}{% endfor %}',
      '{% for i in widgets_w_parsed_list %}{{ i.flow.x }}{% endfor %}',
    ],
    ['write flow.variables.name as it is', 'write flow.variables.name as it is'],
    ['{{ flow.data.all | to_json }}', '{{ flow_data_all | json }}'],
    ['{% assign a = flow.variables.b | downcase %}{{a}}', '{% assign a = flow_variables_b | downcase %}{{ a }}'],
  ])('%s becomes %s', (source, wanted) => expect(rewrite(source)).toBe(wanted));

  it('that cannot be read is told and is no template any more', () => {
    const rewritten = rewriteTemplate('a {{ b | nosuch }} {% c %}', () => 'x');
    expect(rewritten).toMatchObject({ ok: false, text: 'a [[ b | nosuch ]] [% c %]' });
  });
});

describe('a name that Studio does not know', () => {
  it.each([
    ['{{ secret.OTP_KEY }}', '{{ secret_OTP_KEY }}'],
    ['{{ message.text | upcase }} {{ twilio }}', '{{ message_text | upcase }} {{ twilio_ }}'],
    ['{{ flow }} {{ flow_x }}', '{{ flow_ }} {{ flow_x_ }}'],
  ])('%s means nothing here either', (source, wanted) => {
    expect(rewriteTemplate(source, (path) => (path.length > 1 ? path.join('_') : `${path[0]}_`))).toEqual({
      ok: true,
      text: wanted,
    });
  });
});

describe('the parts of a path', () => {
  it('are written as Liquid reads them', () => {
    expect(pathTail(['a', '0', 'c d', 'e-f'])).toBe('.a[0]["c d"].e-f');
  });

  it('are told apart from anything that is more than a name', () => {
    expect(onlyName('{{ a.b }}')).toBe('a.b');
    expect([onlyName('{{ a | strip }}'), onlyName('x {{ a }}'), onlyName('{{ a[0] }}')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
