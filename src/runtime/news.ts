import type { ConversationState } from '../engine/state.ts';
import { statusOf } from '../engine/state.ts';
import type { Committed, Store, TurnCommit } from './store.ts';

/** Something changed that people may be looking at. */
export type News =
  | { readonly type: 'conversation'; readonly id: string; readonly state: string }
  | { readonly type: 'flows' }
  | { readonly type: 'apis' }
  | { readonly type: 'delivery'; readonly id: string };

type Listener = (news: News) => void;

/** Tells whoever listens at the moment; nothing is kept for those who come later. */
export class Newsroom {
  readonly #listeners = new Set<Listener>();

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  /** The returned function stops it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** The store, with its turns and deliveries told of. It costs nothing while nobody listens. */
export function announcing(store: Store, newsroom: Newsroom): Store {
  const conversation = (id: number, state: ConversationState) =>
    newsroom.tell({ type: 'conversation', id: String(id), state: statusOf(state) });
  const delivery = (id: number | null) => {
    if (id !== null) newsroom.tell({ type: 'delivery', id: String(id) });
  };
  const after = <Q, T>(done: Promise<T>, query: Q, tell: (query: Q, result: T) => void): Promise<T> => {
    // What goes wrong is the business of whoever waits for it.
    if (newsroom.isHeard)
      done.then(
        (result) => tell(query, result),
        () => {},
      );
    return done;
  };
  const committed = ({ conversation: { state }, ends }: TurnCommit, done: Committed) => {
    if (done.as !== 'committed') return;
    conversation(done.conversationId, state);
    if (ends) newsroom.tell({ type: 'conversation', id: String(ends.id), state: 'ended' });
  };
  return {
    ...store,
    commit: (turn) => after(store.commit(turn), turn, committed),
    record: (query) =>
      after(store.record(query), query, ({ conversationId, status }) => {
        if (conversationId === null) return;
        const state = status === 'handed_off' ? 'handed_off' : 'busy';
        newsroom.tell({ type: 'conversation', id: String(conversationId), state });
      }),
    reply: (query) =>
      after(store.reply(query), query, ({ conversationId }) =>
        newsroom.tell({ type: 'conversation', id: String(conversationId), state: 'handed_off' }),
      ),
    settleSend: (query) => after(store.settleSend(query), query, ({ messageId }) => delivery(messageId)),
    settleDoubt: (query) => after(store.settleDoubt(query), query, ({ messageId }) => delivery(messageId)),
    report: (report) => after(store.report(report), report, ({ messageId }) => delivery(messageId)),
  };
}
