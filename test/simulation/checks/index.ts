import type { World } from '../world.ts';
import { checkCalls } from './calls.ts';
import { checkConversations } from './conversations.ts';
import { checkEchoes } from './echoes.ts';
import type { Facts } from './facts.ts';
import { checkInbound } from './inbound.ts';
import { checkOutbound } from './outbound.ts';

const STORE_FAILED = /^The (database is locked|connection to the database timed out)/;

/** Everything that does not agree with the promises, a line each. Called when the world has come to rest. */
export async function findWrongs({ books, database, longestDelay }: World): Promise<string[]> {
  const { conversations, messages, traces, jobs, seenWrong, firstStart } = await database.remains();
  const dead = new Set(
    jobs.filter((job) => job.dead_at !== null && STORE_FAILED.test(job.error ?? '')).map((job) => job.conversation_id),
  );
  const facts: Facts = {
    books,
    messages,
    conversations,
    traces,
    jobs,
    buried: new Set(conversations.filter((one) => dead.has(one.id)).map((one) => one.contact)),
    longestDelay,
    firstStart,
  };
  const checks = [checkInbound, checkOutbound, checkConversations, checkCalls, checkEchoes];
  return [...books.wrong, ...seenWrong, ...checks.flatMap((check) => check(facts))];
}
