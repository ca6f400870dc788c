import { sql } from 'drizzle-orm';
import type { SlotStore } from '../../src/runtime/cluster.ts';
import type { Work } from './open-stores.ts';

/** Slots of senders, by the clock of the database. */
export function createSlotStore(work: Work): SlotStore {
  return {
    reserve: ({ sender, interval }) =>
      work.run(async ({ database }) => {
        const step = sql`make_interval(secs => ${interval / 1000}::float8)`;
        const { rows } = await database.db.execute<{ wait: string }>(sql`
          insert into sender_slots as s (ours, channel, next_at)
          values (${sender.ours}, ${sender.channel}, clock_timestamp() + ${step})
          on conflict (ours, channel) do update set next_at = greatest(s.next_at, clock_timestamp()) + ${step}
          returning extract(epoch from s.next_at - ${step} - clock_timestamp()) * 1000 as wait`);
        return Math.max(0, Math.ceil(Number(rows[0]?.wait ?? 0)));
      }),
  };
}
