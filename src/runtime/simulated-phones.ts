import type { Button } from '../engine/buttons.ts';
import type { InboundMessage } from '../engine/event.ts';
import type { ChannelName } from '../engine/scope.ts';
import type { Hold } from './hold.ts';
import type { Clock, ContactKey } from './ports.ts';
import type { Received } from './received.ts';

/** A text on a simulated phone. */
interface PhoneText {
  readonly text: string;
  readonly media: readonly string[];
  readonly buttons: readonly Button[];
  /** Wall milliseconds. */
  readonly at: number;
}

interface Parts {
  readonly simulator: {
    newSid(): string;
    deliver(contact: ContactKey, text: Omit<PhoneText, 'at'>): void;
    outbox(to: string): readonly (PhoneText & { to: string; from: string })[];
  };
  readonly conversations: { receive(message: Received): Hold; finished(hold: Hold): void };
  readonly ours: string;
  readonly clock: Clock;
}

/** What a simulated phone sends. */
interface Typed extends Partial<Omit<InboundMessage, 'text'>> {
  readonly from: string;
  readonly channel: ChannelName;
  readonly text: string;
}

/** Phones of the simulator: they text as a webhook would, held as a webhook is, and show what reaches them. */
export function simulatedPhones({ simulator, conversations, ours, clock }: Parts) {
  return {
    /** Resolves with the texts of the answer; null when the message could not be stored. */
    text: async ({ from, channel, text, media = [], button = null, location = null }: Typed) => {
      const contact: ContactKey = { ours, channel, theirs: from };
      const message = { text, media, button, location, sid: simulator.newSid(), name: null, optOut: null };
      const hold = conversations.receive({ contact, ...message });
      const answer = await hold.answer;
      if (answer.as === 'failed') return null;
      const at = clock.now();
      const said = answer.said.map((one): PhoneText => {
        return { text: one.text, media: one.media, buttons: one.content?.buttons ?? [], at };
      });
      for (const one of said) simulator.deliver(contact, one);
      conversations.finished(hold);
      return said;
    },
    outbox: (to: string) => simulator.outbox(to),
  };
}
