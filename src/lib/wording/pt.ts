import type { Words } from './words.ts';

/** Portuguese. GSM-7 lacks ã, õ, ç and most accents, so the words are chosen to do without. */
export const pt: Words = {
  ask_phone:
    '{{ brand }}: vamos confirmar seu celular. Responda 1 para usar este, ou digite outro celular com o DDI, como +55 11 96123 4567.',
  ask_phone_new: 'Para qual celular enviamos a senha? Digite o celular com o DDI, como +55 11 96123 4567. Pode usar hifens.',
  phone_no_digits:
    'Falta um celular na sua resposta. Digite o celular com o DDI, como +55 11 96123 4567, ou responda 1 para usar este.',
  phone_too_short: 'Parece que faltam algarismos. Confira o celular e digite de novo com o DDI, como +55 11 96123 4567.',
  phone_too_long: 'Parece que sobram algarismos. Confira o celular e digite de novo com o DDI, como +55 11 96123 4567.',
  phone_bad_country: 'Esse DDI parece errado. Digite o celular de novo, com o sinal + e o DDI primeiro, como +55 11 96123 4567.',
  phone_two: 'Recebemos dois celulares. Digite somente um, com o DDI, como +55 11 96123 4567.',
  phone_invalid: 'Esse celular parece estar errado. Confira e digite de novo com o DDI, como +55 11 96123 4567.',
  phone_not_mobile: 'O envio para {{ number }} foi recusado. Deve ser um telefone fixo. Digite um celular.',
  phone_not_served:
    'Por enquanto esse destino fica fora do envio de senhas. Digite outro celular, ou procure ajuda: {{ support }}',
  sending_slow: 'Estamos enviando sua senha. Pode demorar um minuto.',
  ask_code:
    'Enviamos uma senha de {{ n }} algarismos para {{ number }}. Vale {{ ttl }} minutos: digite neste chat. Nada chegou? REENVIAR. Outro celular? TROCAR.',
  ask_code_known:
    'Enviamos uma senha de {{ n }} algarismos para seu celular com final {{ last3 }}. Vale {{ ttl }} minutos: digite neste chat. Nada chegou? REENVIAR.',
  otp_sms:
    '{{ code }} confirma seu celular na {{ brand }}. Vale {{ ttl }} minutos. Digite somente no seu chat com a gente. Se recebeu por engano, ignore.',
  code_wrong:
    'Essa senha foi recusada. Confira e digite de novo. Restam {{ left }} tentativas. Para receber outra, responda REENVIAR.',
  code_wrong_last: 'Essa senha foi recusada. Resta 1 tentativa. Por garantia, responda REENVIAR para receber outra antes.',
  code_too_short: 'Faltam algarismos. A senha tem {{ n }} algarismos. Digite de novo. Nenhuma tentativa foi gasta.',
  code_too_long: 'Sobram algarismos. A senha tem {{ n }} algarismos. Digite de novo. Nenhuma tentativa foi gasta.',
  code_no_digits: 'Digite a senha de {{ n }} algarismos que enviamos. Para receber outra, responda REENVIAR. Para parar, SAIR.',
  code_two: 'Recebemos mais de uma senha. Digite somente a mais nova, de {{ n }} algarismos. Nenhuma tentativa foi gasta.',
  code_is_phone:
    'Isso parece um celular. Para usar outro celular, responda TROCAR. Se recebeu a senha, digite os {{ n }} algarismos.',
  code_expired:
    'Essa senha venceu. Enviamos outra para seu celular com final {{ last3 }}. Digite a nova neste chat em {{ ttl }} minutos.',
  resent:
    'Enviamos outra senha para seu celular com final {{ last3 }}. Use a mais nova. Nada chegou? Responda TROCAR para conferir.',
  resend_wait: 'Sua senha foi enviada e pode demorar alguns minutos. Se nada chegar, responda REENVIAR em {{ wait }} segundos.',
  resend_limit: 'Enviamos muitas senhas e faremos uma pausa. Escreva de novo em {{ mins }} minutos. Ajuda: {{ support }}',
  attempts_over:
    'Foram muitas senhas erradas e paramos para proteger sua conta. Escreva de novo em {{ mins }} minutos. Ajuda: {{ support }}',
  send_failed:
    'O envio da senha falhou. Responda REENVIAR para tentar de novo, TROCAR para conferir o celular, ou escreva mais tarde.',
  verify_failed: 'Conferir sua senha falhou agora. Digite de novo em um minuto, ou responda REENVIAR para receber outra.',
  success: 'Obrigado. Seu celular foi confirmado e seu acesso na {{ brand }} foi liberado.',
  already: 'Seu acesso continua aberto com o celular de final {{ last3 }}. Para entrar com outro, responda TROCAR.',
  idle: 'Continua por aqui? Digite a senha de {{ n }} algarismos, ou responda REENVIAR (outra senha), TROCAR (outro celular) ou SAIR.',
  timeout: 'Encerramos este acesso por falta de resposta. Nada mudou. Escreva quando quiser para iniciar de novo.',
  exit: 'Certo, paramos este acesso. Nada mudou. Escreva quando quiser para tentar de novo.',
  options: 'REENVIAR = outra senha. TROCAR = outro celular. SAIR = parar. Ajuda: {{ support }}. Para nada mais receber: STOP.',
  help: '{{ brand }}: senhas de acesso. Ajuda: {{ support }}. Uma mensagem por pedido. Pode haver custo. Para parar: STOP.',
  stop_own: '{{ brand }}: pronto, nada mais enviaremos. Responda START para receber mensagens de novo.',
  start_own:
    '{{ brand }}: as mensagens voltaram. Escreva quando quiser para entrar. HELP para ajuda, STOP para nada mais receber.',
  not_text: 'Aqui lemos somente texto. Digite a senha de {{ n }} algarismos que enviamos.',
  busy: 'Continuamos conferindo. Espere um momento, sem digitar de novo.',
  lang: 'Para continuar em português, responda PT.',
  agent: 'Certo, uma pessoa vai responder aqui. Nunca envie sua senha para ela.',
  blocked: 'Esse celular fica fora do envio de senhas. Digite outro celular, ou procure ajuda: {{ support }}',
};
