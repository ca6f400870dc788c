import type { Words } from './words.ts';

/** French. GSM-7 lacks ê, ç and the like, so the words are chosen to do without. */
export const fr: Words = {
  ask_phone:
    '{{ brand }} : confirmons votre mobile. Répondez 1 pour utiliser celui-ci, ou tapez un autre mobile avec son indicatif (+33 6 12 34 56 78).',
  ask_phone_new: 'Vers quel mobile envoyer le code ? Tapez-le avec son indicatif, par exemple +33 6 12 34 56 78.',
  phone_no_digits:
    'Nous ne voyons pas de mobile. Tapez-le avec son indicatif, comme +33 6 12 34 56 78, ou répondez 1 pour celui-ci.',
  phone_too_short: 'Ce numéro semble trop court. Vérifiez-le et tapez-le de nouveau avec son indicatif, comme +33 6 12 34 56 78.',
  phone_too_long: 'Ce numéro semble trop long. Vérifiez-le et tapez-le de nouveau avec son indicatif, comme +33 6 12 34 56 78.',
  phone_bad_country: 'Indicatif inconnu. Tapez de nouveau le numéro, avec + et son indicatif devant, comme +33 6 12 34 56 78.',
  phone_two: 'Nous voyons plusieurs numéros. Tapez-en un seul, avec son indicatif, comme +33 6 12 34 56 78.',
  phone_invalid:
    'Ce numéro ne semble pas exister. Vérifiez-le et tapez-le de nouveau avec son indicatif, comme +33 6 12 34 56 78.',
  phone_not_mobile: "Nous ne pouvons pas écrire au {{ number }}. C'est sans doute un fixe. Tapez un mobile.",
  phone_not_served:
    "Nous n'envoyons pas encore de codes vers ce pays. Tapez un autre mobile, ou demandez de l'aide : {{ support }}",
  sending_slow: 'Nous envoyons votre code. Cela peut prendre une minute.',
  ask_code:
    'Code à {{ n }} chiffres envoyé au {{ number }}. Tapez-le ici avant {{ ttl }} minutes. Rien ? Répondez RENVOYER. Mauvais mobile ? CHANGER.',
  ask_code_known:
    'Code à {{ n }} chiffres envoyé à votre mobile finissant par {{ last3 }}. Tapez-le ici avant {{ ttl }} minutes. Rien ? Répondez RENVOYER.',
  otp_sms:
    '{{ code }} est votre code {{ brand }}. Il est valable {{ ttl }} minutes. Tapez-le seulement dans notre chat. Pas de demande ? Ignorez ce SMS.',
  code_wrong:
    "Ce code n'est pas le bon. Vérifiez-le et tapez-le de nouveau : {{ left }} essais restants. Pour un autre code : RENVOYER.",
  code_wrong_last: "Ce code n'est pas le bon. Il reste 1 essai. Par prudence, répondez RENVOYER pour avoir un autre code.",
  code_too_short: 'Il manque des chiffres. Le code a {{ n }} chiffres. Tapez-le de nouveau. Aucun essai perdu.',
  code_too_long: 'Il y a trop de chiffres. Le code a {{ n }} chiffres. Tapez-le de nouveau. Aucun essai perdu.',
  code_no_digits: 'Tapez le code à {{ n }} chiffres du SMS. Pour un autre code, répondez RENVOYER. Pour sortir, QUITTER.',
  code_two: 'Nous voyons plusieurs codes. Tapez seulement le plus récent, à {{ n }} chiffres. Aucun essai perdu.',
  code_is_phone:
    'Cela ressemble à un numéro. Pour changer de mobile, répondez CHANGER. Si vous avez un code, tapez ses {{ n }} chiffres.',
  code_expired:
    'Ce code a expiré. Un autre part vers votre mobile finissant par {{ last3 }}. Tapez-le ici avant {{ ttl }} minutes.',
  resent:
    'Un autre code part vers votre mobile finissant par {{ last3 }}. Utilisez le dernier. Toujours rien ? Répondez CHANGER.',
  resend_wait:
    "Votre code arrive, cela peut prendre quelques minutes. S'il n'arrive pas, répondez RENVOYER dans {{ wait }} secondes.",
  resend_limit: 'Plusieurs codes sont partis, faisons une pause. Écrivez-nous dans {{ mins }} minutes. Aide : {{ support }}',
  attempts_over:
    'Trop de codes faux : nous bloquons pour vous protéger. Écrivez-nous dans {{ mins }} minutes. Aide : {{ support }}',
  send_failed:
    "Le code n'est pas parti. Répondez RENVOYER pour réessayer, CHANGER pour vérifier le mobile, ou écrivez-nous plus tard.",
  verify_failed: "Le code n'a pas pu passer en vérification. Tapez-le de nouveau dans une minute, ou répondez RENVOYER.",
  success: 'Merci. Votre mobile est confirmé et vous avez accès à {{ brand }}.',
  already: 'Vous avez déjà accès avec votre mobile finissant par {{ last3 }}. Pour un autre mobile, répondez CHANGER.',
  idle: 'Toujours là ? Tapez votre code à {{ n }} chiffres, ou répondez RENVOYER (autre code), CHANGER (autre mobile) ou QUITTER.',
  timeout: "Sans réponse de votre part, nous fermons cet accès. Rien n'a changé. Écrivez-nous pour recommencer.",
  exit: "D'accord, c'est fini. Rien n'a changé. Écrivez-nous pour recommencer.",
  options: 'RENVOYER = autre code. CHANGER = autre mobile. QUITTER = sortir. Aide : {{ support }}. Plus aucun SMS : STOP.',
  help: "{{ brand }} : codes d'accès. Aide : {{ support }}. Un SMS par demande. Tarif normal d'un SMS. Plus aucun SMS : STOP.",
  stop_own: '{{ brand }} : vous ne recevrez plus de messages. Répondez START pour en recevoir de nouveau.',
  start_own:
    "{{ brand }} : les messages reprennent. Écrivez-nous pour l'accès. HELP pour de l'aide, STOP pour ne plus en recevoir.",
  not_text: 'Nous lisons seulement du texte. Tapez le code à {{ n }} chiffres du SMS.',
  busy: 'Nous vérifions encore. Un instant, inutile de le renvoyer.',
  lang: 'Pour continuer en français, répondez FR.',
  agent: "D'accord, une personne va répondre ici. Ne lui donnez pas votre code.",
  blocked: "Nous ne pouvons pas envoyer de code à ce numéro. Tapez un autre mobile, ou demandez de l'aide : {{ support }}",
};
