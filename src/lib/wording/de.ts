import type { Words } from './words.ts';

/** German, all of it in GSM-7. */
export const de: Words = {
  ask_phone:
    '{{ brand }}: Bestätigen wir Ihre Nummer. Antworten Sie 1 für dieses Handy oder schreiben Sie eine andere mit Vorwahl: +49 1512 3456789.',
  ask_phone_new: 'An welche Handynummer geht der Code? Bitte mit Ländervorwahl, wie +49 1512 3456789. Leerzeichen sind erlaubt.',
  phone_no_digits: 'Wir sehen keine Nummer. Schreiben Sie sie mit Ländervorwahl, wie +49 1512 3456789, oder 1 für dieses Handy.',
  phone_too_short:
    'Diese Nummer ist wohl zu kurz. Bitte prüfen und noch einmal mit Ländervorwahl schreiben, wie +49 1512 3456789.',
  phone_too_long:
    'Diese Nummer ist wohl zu lang. Bitte prüfen und noch einmal mit Ländervorwahl schreiben, wie +49 1512 3456789.',
  phone_bad_country: 'Diese Ländervorwahl kennen wir nicht. Bitte noch einmal, mit + und Ländervorwahl, wie +49 1512 3456789.',
  phone_two: 'Wir sehen mehrere Nummern. Bitte nur eine schreiben, mit Ländervorwahl, wie +49 1512 3456789.',
  phone_invalid:
    'Diese Nummer gibt es wohl nicht. Bitte prüfen und noch einmal mit Ländervorwahl schreiben, wie +49 1512 3456789.',
  phone_not_mobile: 'An {{ number }} können wir keine SMS senden, vielleicht Festnetz. Bitte eine Handynummer schreiben.',
  phone_not_served: 'In dieses Land senden wir noch keine Codes. Schreiben Sie eine andere Nummer, oder Hilfe: {{ support }}',
  sending_slow: 'Wir senden Ihren Code. Das kann eine Minute dauern.',
  ask_code:
    'Wir haben einen Code mit {{ n }} Ziffern an {{ number }} gesendet. Bitte in {{ ttl }} Minuten hier eingeben. Keine SMS? NEU. Andere Nummer? WECHSELN.',
  ask_code_known:
    'Code mit {{ n }} Ziffern an Ihre Nummer mit Ende {{ last3 }} gesendet. Bitte in {{ ttl }} Minuten hier eingeben. Keine SMS? Antworten Sie NEU.',
  otp_sms:
    '{{ code }} ist Ihr Code für {{ brand }}. Er gilt {{ ttl }} Minuten. Nur im Chat mit uns eingeben. Nicht angefordert? Einfach ignorieren.',
  code_wrong: 'Der Code stimmt nicht. Bitte prüfen und noch einmal eingeben. Noch {{ left }} Versuche. Neuer Code: NEU.',
  code_wrong_last: 'Der Code stimmt nicht. Noch 1 Versuch. Antworten Sie zur Sicherheit erst NEU für einen neuen Code.',
  code_too_short: 'Es fehlen Ziffern. Der Code hat {{ n }} Ziffern. Bitte noch einmal. Das zählt nicht als Versuch.',
  code_too_long: 'Das sind zu viele Ziffern. Der Code hat {{ n }} Ziffern. Bitte noch einmal. Das zählt nicht als Versuch.',
  code_no_digits: 'Bitte den Code mit {{ n }} Ziffern aus der SMS eingeben. Neuer Code: NEU. Beenden: SCHLUSS.',
  code_two: 'Wir sehen mehrere Codes. Bitte nur den neuesten mit {{ n }} Ziffern eingeben. Das zählt nicht als Versuch.',
  code_is_phone:
    'Das ist wohl eine Nummer. Andere Nummer: WECHSELN. Wenn Sie den Code haben, bitte die {{ n }} Ziffern eingeben.',
  code_expired:
    'Der Code ist abgelaufen. Ein neuer ist an Ihre Nummer mit Ende {{ last3 }} unterwegs. Bitte in {{ ttl }} Minuten eingeben.',
  resent:
    'Ein neuer Code ist an Ihre Nummer mit Ende {{ last3 }} unterwegs. Nur der neueste gilt. Nichts da? Antworten Sie WECHSELN.',
  resend_wait: 'Ihr Code ist unterwegs, das kann einige Minuten dauern. Kommt nichts, antworten Sie NEU in {{ wait }} Sekunden.',
  resend_limit: 'Wir haben mehrere Codes gesendet und machen eine Pause. Neuer Code in {{ mins }} Minuten. Hilfe: {{ support }}',
  attempts_over:
    'Das waren zu viele falsche Codes, zu Ihrem Schutz ist Pause. Bitte in {{ mins }} Minuten neu beginnen. Hilfe: {{ support }}',
  send_failed:
    'Der Code ging leider nicht raus. Antworten Sie NEU, WECHSELN für eine andere Nummer, oder schreiben Sie uns später.',
  verify_failed:
    'Wir konnten den Code gerade nicht prüfen. Bitte in einer Minute noch einmal eingeben, oder NEU für einen neuen.',
  success: 'Danke. Ihre Nummer ist bestätigt und Sie sind bei {{ brand }} angemeldet.',
  already: 'Sie sind schon angemeldet, mit der Nummer mit Ende {{ last3 }}. Andere Nummer: antworten Sie WECHSELN.',
  idle: 'Noch da? Bitte den Code mit {{ n }} Ziffern eingeben, oder NEU (neuer Code), WECHSELN (andere Nummer), SCHLUSS (beenden).',
  timeout: 'Wir haben nichts gehört und die Anmeldung beendet. Nichts ist geändert. Schreiben Sie uns, um neu zu beginnen.',
  exit: 'Gut, die Anmeldung ist beendet. Nichts ist geändert. Schreiben Sie uns, um neu zu beginnen.',
  options: 'NEU = neuer Code. WECHSELN = andere Nummer. SCHLUSS = beenden. Hilfe: {{ support }}. Keine SMS mehr: STOP.',
  help: '{{ brand }} Anmeldecodes. Hilfe: {{ support }}. Eine SMS je Anfrage. Kosten wie eine SMS. Abmelden: STOP.',
  stop_own: '{{ brand }}: Sie sind abgemeldet und bekommen nichts mehr von uns. Antworten Sie START, um sich anzumelden.',
  start_own:
    '{{ brand }}: Sie bekommen wieder Nachrichten. Schreiben Sie uns, um sich anzumelden. HELP für Hilfe, STOP zum Abmelden.',
  not_text: 'Wir können nur Text lesen. Bitte den Code mit {{ n }} Ziffern aus der SMS eingeben.',
  busy: 'Wir prüfen noch. Einen Moment bitte, nichts noch einmal senden.',
  lang: 'Weiter auf Deutsch? Antworten Sie DE.',
  agent: 'Gut, hier antwortet gleich ein Mensch. Geben Sie ihm nicht Ihren Code.',
  blocked: 'An diese Nummer können wir keine Codes senden. Schreiben Sie eine andere Nummer, oder Hilfe: {{ support }}',
};
