import type { Words } from './words.ts';

/** English, and what a language says that lacks a text of its own. */
export const en: Words = {
  ask_phone:
    "{{ brand }}: let's check your number. Reply 1 to use this phone, or type another mobile number with its country code, like +1 415 555 0132.",
  ask_phone_new:
    'What mobile number should we text? Type it with the country code, like +1 415 555 0132. Spaces and dashes are fine.',
  phone_no_digits:
    'We could not see a phone number there. Type it with the country code, like +1 415 555 0132, or reply 1 to use this phone.',
  phone_too_short: 'That number looks too short. Check it and type it again with the country code, like +1 415 555 0132.',
  phone_too_long: 'That number looks too long. Check it and type it again with the country code, like +1 415 555 0132.',
  phone_bad_country:
    'We do not recognise that country code. Type your number again, starting with + and the country code, like +1 415 555 0132.',
  phone_two: 'We saw more than one number. Please type only one, with its country code, like +1 415 555 0132.',
  phone_invalid:
    'That number does not seem to be in use. Check it and type it again with the country code, like +1 415 555 0132.',
  phone_not_mobile: 'We cannot text {{ number }}. It may be a landline. Please type a mobile number instead.',
  phone_not_served: 'Sorry, we cannot send codes to that country yet. Type a different mobile number, or get help: {{ support }}',
  sending_slow: 'We are sending your code. This can take up to a minute.',
  ask_code:
    'We texted a {{ n }}-digit code to {{ number }}. Type it here within {{ ttl }} minutes. No text? Reply RESEND. Wrong number? Reply CHANGE.',
  ask_code_known:
    'We texted a {{ n }}-digit code to your number ending {{ last3 }}. Type it here within {{ ttl }} minutes. No text? Reply RESEND.',
  otp_sms:
    '{{ code }} is your {{ brand }} code. It expires in {{ ttl }} minutes. Only type it in your chat with us. Did not ask for it? Ignore this text.',
  code_wrong: 'That code is not right. Check it and type it again - {{ left }} tries left. To get a new code, reply RESEND.',
  code_wrong_last: 'That code is not right. You have 1 try left. To be safe, reply RESEND to get a new code first.',
  code_too_short:
    'You have not typed enough numbers. The code has {{ n }} numbers. Please type it again. This did not use up a try.',
  code_too_long:
    'You have typed too many numbers. The code has {{ n }} numbers. Please type it again. This did not use up a try.',
  code_no_digits:
    'Please type the {{ n }}-digit code from the text we sent. To get a new code, reply RESEND. To leave, reply EXIT.',
  code_two: 'We saw more than one code. Please type only the newest {{ n }}-digit code. This did not use up a try.',
  code_is_phone:
    'That looks like a phone number. To use a different number, reply CHANGE. If you have a code, type the {{ n }} numbers here.',
  code_expired:
    'That code has expired, so we sent a new one to your number ending {{ last3 }}. Type the new code here within {{ ttl }} minutes.',
  resent:
    'We sent another code to your number ending {{ last3 }}. Use the newest one. Still nothing? Reply CHANGE to check the number.',
  resend_wait: 'Your code is on its way - texts can take a few minutes. If it does not come, reply RESEND in {{ wait }} seconds.',
  resend_limit:
    'We have sent several codes, so we need a pause. Text us again in {{ mins }} minutes to get a new one. Need help? {{ support }}',
  attempts_over:
    'That was too many wrong codes, so we stopped to keep you safe. Text us again in {{ mins }} minutes to start over. Need help? {{ support }}',
  send_failed:
    'Sorry, we could not send a code just now. Reply RESEND to try again, CHANGE to check the number, or text us later.',
  verify_failed: 'Sorry, we could not check your code just now. Please type it again in a minute, or reply RESEND for a new one.',
  success: 'Thank you. Your number is confirmed and you are signed in to {{ brand }}.',
  already: 'You are already signed in with your number ending {{ last3 }}. To sign in with a different number, reply CHANGE.',
  idle: 'Are you still there? Type your {{ n }}-digit code, or reply RESEND for a new one, CHANGE for another number, or EXIT to leave.',
  timeout: 'We closed this sign-in because we did not hear from you. Nothing has changed. Text us any time to start again.',
  exit: 'OK, we stopped this sign-in. Nothing has changed. Text us any time to start again.',
  options:
    'RESEND = new code. CHANGE = different number. EXIT = leave. Need a person? {{ support }}. To stop all texts, reply STOP.',
  help: '{{ brand }} sign-in codes. Help: {{ support }}. One message per request. Msg&data rates may apply. Reply STOP to opt out.',
  stop_own: '{{ brand }}: you are unsubscribed and will get no more messages from us. Reply START to get messages again.',
  start_own: '{{ brand }}: you can get our messages again. Text us any time to sign in. Reply HELP for help, STOP to opt out.',
  not_text: 'Sorry, we can only read typed text here. Please type the {{ n }}-digit code from the text we sent.',
  busy: 'We are still checking that. Please wait a moment - no need to send it again.',
  lang: 'Para seguir en español, responde ES.',
  agent: 'OK, a person will reply here. Please do not send them your code.',
  blocked: 'Sorry, we cannot send codes to this number. Type a different mobile number, or get help: {{ support }}',
};
