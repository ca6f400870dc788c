import type { ChannelName } from '../engine/scope.ts';
import type { Hold } from './hold.ts';
import type { Clock, ContactKey } from './ports.ts';
import type { Received } from './received.ts';

interface Parts {
  readonly simulator: {
    newSid(): string;
    deliver(contact: ContactKey, text: string): void;
    outbox(to: string): readonly { to: string; from: string; text: string; at: number }[];
  };
  readonly conversations: { receive(message: Received): Hold; finished(hold: Hold): void };
  readonly ours: string;
  readonly clock: Clock;
}

/** Phones of the simulator: they text as a webhook would, held as a webhook is, and show what reaches them. */
export function simulatedPhones({ simulator, conversations, ours, clock }: Parts) {
  return {
    /** Resolves with the texts of the answer; null when the message could not be stored. */
    text: async (message: { readonly from: string; readonly channel: ChannelName; readonly text: string }) => {
      const contact: ContactKey = { ours, channel: message.channel, theirs: message.from };
      const hold = conversations.receive({
        contact,
        sid: simulator.newSid(),
        text: message.text,
        media: [],
        button: null,
        name: null,
        optOut: null,
      });
      const answer = await hold.answer;
      if (answer.as === 'failed') return null;
      const at = clock.now();
      for (const one of answer.said) simulator.deliver(contact, one.text);
      conversations.finished(hold);
      return answer.said.map(({ text, media }) => ({ text, media, at }));
    },
    outbox: (to: string) => simulator.outbox(to),
  };
}
