import type { Words } from './words.ts';

/** Spanish. GSM-7 lacks á, í, ó and ú, so the words are chosen to do without. */
export const es: Words = {
  ask_phone:
    '{{ brand }}: confirmemos tu celular. Responde 1 para usar este, o escribe otro celular con su prefijo, como +34 612 34 56 78.',
  ask_phone_new:
    '¿A qué celular enviamos la clave? Escribe el celular con su prefijo, como +34 612 34 56 78. Puedes usar espacios y guiones.',
  phone_no_digits:
    'No vemos un celular en tu mensaje. Escribe el celular con su prefijo, como +34 612 34 56 78, o responde 1 para usar este.',
  phone_too_short: 'Parece que faltan cifras. Revisa el celular y vuelve a escribirlo con su prefijo, como +34 612 34 56 78.',
  phone_too_long: 'Parece que sobran cifras. Revisa el celular y vuelve a escribirlo con su prefijo, como +34 612 34 56 78.',
  phone_bad_country:
    'No reconocemos ese prefijo. Escribe el celular otra vez, con el signo + y el prefijo primero, como +34 612 34 56 78.',
  phone_two: 'Vemos dos celulares en tu mensaje. Escribe solo uno, con su prefijo, como +34 612 34 56 78.',
  phone_invalid: 'Ese celular no parece existir. Revisa el celular y vuelve a escribirlo con su prefijo, como +34 612 34 56 78.',
  phone_not_mobile: 'No podemos enviar mensajes a {{ number }}. Puede ser un fijo. Escribe un celular.',
  phone_not_served: 'Por ahora no enviamos claves a ese destino. Escribe otro celular, o pide ayuda: {{ support }}',
  sending_slow: 'Te enviamos la clave. Puede tardar un minuto.',
  ask_code:
    'Enviamos una clave de {{ n }} cifras a {{ number }}. Vale {{ ttl }} minutos: escribe la clave en este chat. ¿No llega? REENVIAR. ¿Otro celular? CAMBIAR.',
  ask_code_known:
    'Enviamos una clave de {{ n }} cifras a tu celular que termina en {{ last3 }}. Vale {{ ttl }} minutos: escribe la clave. ¿No llega? Responde REENVIAR.',
  otp_sms:
    '{{ code }} es tu clave de {{ brand }}. Vale {{ ttl }} minutos. Escribe la clave solo en tu chat con nosotros. ¿No la pediste? Ignora este mensaje.',
  code_wrong:
    'Esa clave no es correcta. Revisa la clave y vuelve a escribirla. Te quedan {{ left }} intentos. Para otra clave, responde REENVIAR.',
  code_wrong_last: 'Esa clave no es correcta. Te queda 1 intento. Mejor responde REENVIAR para recibir otra clave primero.',
  code_too_short: 'Faltan cifras. La clave tiene {{ n }} cifras. Vuelve a escribirla. No cuenta como intento.',
  code_too_long: 'Sobran cifras. La clave tiene {{ n }} cifras. Vuelve a escribirla. No cuenta como intento.',
  code_no_digits: 'Escribe la clave de {{ n }} cifras que te enviamos. Para otra clave, responde REENVIAR. Para dejarlo, SALIR.',
  code_two: 'Vemos dos claves en tu mensaje. Escribe solo la clave nueva de {{ n }} cifras. No cuenta como intento.',
  code_is_phone:
    'Eso parece un celular. Para usar otro celular, responde CAMBIAR. Si tienes la clave, escribe sus {{ n }} cifras.',
  code_expired:
    'Esa clave ya no vale. Enviamos otra a tu celular que termina en {{ last3 }}. Escribe la nueva en este chat antes de {{ ttl }} minutos.',
  resent:
    'Enviamos otra clave a tu celular que termina en {{ last3 }}. Usa la nueva. ¿No llega? Responde CAMBIAR para revisar el celular.',
  resend_wait: 'Tu clave ya va en camino y puede tardar unos minutos. Si no llega, responde REENVIAR en {{ wait }} segundos.',
  resend_limit: 'Ya enviamos varias claves y hacemos una pausa. Escribe otra vez en {{ mins }} minutos. Ayuda: {{ support }}',
  attempts_over:
    'Fueron demasiadas claves incorrectas y paramos para protegerte. Escribe otra vez en {{ mins }} minutos. Ayuda: {{ support }}',
  send_failed:
    'No pudimos enviar tu clave. Responde REENVIAR para probar otra vez, CAMBIAR para revisar el celular, o escribe luego.',
  verify_failed: 'No pudimos revisar tu clave. Escribe la clave otra vez en un minuto, o responde REENVIAR para recibir otra.',
  success: 'Gracias. Tu celular queda confirmado y ya entraste en {{ brand }}.',
  already: 'Ya entraste con tu celular que termina en {{ last3 }}. Para entrar con otro celular, responde CAMBIAR.',
  idle: '¿Sigues en este chat? Escribe tu clave de {{ n }} cifras, o responde REENVIAR para otra clave, CAMBIAR para otro celular, o SALIR.',
  timeout: 'Cerramos el acceso porque no tuvimos respuesta. Nada ha cambiado. Escribe cuando quieras para empezar otra vez.',
  exit: 'De acuerdo, paramos el acceso. Nada ha cambiado. Escribe cuando quieras para empezar otra vez.',
  options:
    'REENVIAR = otra clave. CAMBIAR = otro celular. SALIR = dejarlo. Ayuda: {{ support }}. Para no recibir mensajes: STOP.',
  help: '{{ brand }}: claves de acceso. Ayuda: {{ support }}. Un mensaje por solicitud. Puede tener costo. STOP para no recibir.',
  stop_own: '{{ brand }}: ya no te enviaremos mensajes. Responde START para volver a recibirlos.',
  start_own:
    '{{ brand }}: vuelves a recibir mensajes. Escribe cuando quieras para entrar. HELP para ayuda, STOP para no recibirlos.',
  not_text: 'Solo podemos leer texto. Escribe la clave de {{ n }} cifras que te enviamos.',
  busy: 'Seguimos revisando. Espera un momento: no hace falta escribirlo otra vez.',
  lang: 'Para seguir en español, responde ES.',
  agent: 'De acuerdo, te responde una persona en este chat. No le des tu clave.',
  blocked: 'No podemos enviar claves a ese celular. Escribe otro celular, o pide ayuda: {{ support }}',
};
