/** What Twilio's commonest error codes mean for a text, and what helps. */
const WORDS: Readonly<Record<string, string>> = {
  '20429': 'Too many requests at once. It is tried again by itself.',
  '21211': 'The number is not one that texts can be sent to.',
  '21408': 'The Twilio account may not send to that country. Allow it under Messaging, Geo permissions.',
  '21606': 'Our number cannot send texts. Check TWILIO_FROM_NUMBER.',
  '21608': 'A trial account sends to verified numbers only. Verify the number, or upgrade the account.',
  '21610': 'The person has replied STOP, so nothing may be sent until they reply START.',
  '21611': 'Too many texts wait at our number. It is tried again by itself.',
  '21612': 'Our number cannot reach that number. A number of that country may help.',
  '21614': 'The number is not a mobile number.',
  '30001': 'Too many texts waited, and this one was dropped.',
  '30002': 'The Twilio account is suspended.',
  '30003': 'The phone could not be reached: switched off, or out of reach.',
  '30004': 'The carrier or the person blocks such texts.',
  '30005': 'The number does not exist, or not any more.',
  '30006': 'It is a landline, or its carrier takes no texts.',
  '30007': 'The carrier took the text for spam. Register the sender, and mind the wording.',
  '30008': 'The carrier gave no reason.',
  '30032': 'The toll-free number is not verified yet. Verify it in the Twilio console.',
  '30034': 'The number is not registered for A2P 10DLC, so carriers in the US drop its texts. Register it.',
  '30450': 'The text was held back as suspected SMS pumping.',
  '63016': 'The person has not written on WhatsApp for 24 hours. Only a content template reaches them.',
  '63018': 'Too many WhatsApp messages at once from this number.',
  '63024': 'The recipient has no WhatsApp.',
};

/** A code in plain words; null for one that we have none for. */
export function twilioCodeWords(code: string): string | null {
  return WORDS[code] ?? null;
}
