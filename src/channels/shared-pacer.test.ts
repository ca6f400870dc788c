import { expect, it } from 'vitest';
import { ManualClock } from '../../test/support/clock.ts';
import type { SlotStore } from '../runtime/cluster.ts';
import type { ContactKey } from '../runtime/ports.ts';
import { createSharedPacer } from './shared-pacer.ts';

const ANA: ContactKey = { ours: '+15005550006', channel: 'sms', theirs: '+14155550111' };

/** A pacer with the slots of one second each, of which another process takes every second one. */
function pacerBesideAnother() {
  const clock = new ManualClock();
  const next = new Map<string, number>();
  const slots: SlotStore = {
    reserve: async ({ sender, interval }) => {
      const at = Math.max(next.get(sender.channel) ?? 0, clock.now());
      next.set(sender.channel, at + 2 * interval);
      return at - clock.now();
    },
  };
  const pacer = createSharedPacer({ rate: 1, slots, clock });
  const sent: string[] = [];
  const send = (name: string, contact = ANA) => pacer.run(contact, async () => void sent.push(name));
  return { clock, pacer, sent, send };
}

it('lets the texts of a sender leave one after the other, at its slots, and those of others meanwhile', async () => {
  const { clock, sent, send } = pacerBesideAnother();
  const all = [send('one'), send('two'), send('three'), send('other', { ...ANA, channel: 'whatsapp' })];
  await clock.advance(0);
  expect(sent).toEqual(['one', 'other']);
  await clock.advance(1_999);
  expect(sent).toHaveLength(2);
  await clock.advance(1);
  expect(sent.slice(2)).toEqual(['two']);
  await clock.advance(2_000);
  await Promise.all(all);
  expect(sent.slice(2)).toEqual(['two', 'three']);
});

it('turns away what still waits when it is closed', async () => {
  const { clock, pacer, sent, send } = pacerBesideAnother();
  await Promise.all([send('one'), clock.advance(0)]);
  const late = Promise.allSettled([send('two'), send('three')]);
  await clock.advance(0);
  await pacer.close();
  expect((await late).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toEqual(['one']);
});

it('goes on with the next text after one that could not be sent', async () => {
  const { clock, pacer, sent, send } = pacerBesideAnother();
  const failed = pacer.run(ANA, () => Promise.reject(new Error('no line')));
  const next = send('two');
  await expect(failed).rejects.toThrow('no line');
  await clock.advance(2_000);
  await next;
  expect(sent).toEqual(['two']);
});
