/** Words that Twilio itself answers on SMS with an opt-out, when they are the whole message. Folded as keywords are. */
export const STOP_WORDS: ReadonlySet<string> = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
]);

/** Words that opt in again, when they are the whole message of someone who is opted out. */
export const START_WORDS: ReadonlySet<string> = new Set(['start', 'yes', 'unstop']);

/** Words that Twilio itself answers on SMS with its help text. */
export const HELP_WORDS: ReadonlySet<string> = new Set(['help', 'info']);

/** All of them: a flow that serves SMS can use none as a keyword, because Twilio answers first. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([...STOP_WORDS, ...START_WORDS, ...HELP_WORDS]);

/** Words that opt out on WhatsApp, where Twilio answers nothing by itself: END or CANCEL are ordinary answers there. */
export const WHATSAPP_STOP_WORDS: ReadonlySet<string> = new Set(['stop', 'stopall', 'unsubscribe', 'optout']);
