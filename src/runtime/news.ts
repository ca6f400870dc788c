import type { ConversationState } from '../engine/state.ts';
import { statusOf } from '../engine/state.ts';
import type { Store } from './store.ts';

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
  const after = <T>(done: Promise<T>, tell: (result: T) => void): Promise<T> => {
    // What goes wrong is the business of whoever waits for it.
    if (newsroom.isHeard) done.then(tell, () => {});
    return done;
  };
  return {
    ...store,
    commit: (turn) =>
      after(store.commit(turn), (done) => {
        if (done.as !== 'committed') return;
        conversation(done.conversationId, turn.conversation.state);
        if (turn.ends) newsroom.tell({ type: 'conversation', id: String(turn.ends.id), state: 'ended' });
      }),
    record: (query) =>
      after(store.record(query), () => {
        if (query.conversationId === null) return;
        const state = query.status === 'handed_off' ? 'handed_off' : 'busy';
        newsroom.tell({ type: 'conversation', id: String(query.conversationId), state });
      }),
    reply: (query) =>
      after(store.reply(query), () =>
        newsroom.tell({ type: 'conversation', id: String(query.conversationId), state: 'handed_off' }),
      ),
    settleSend: (query) => after(store.settleSend(query), () => delivery(query.messageId)),
    settleDoubt: (query) => after(store.settleDoubt(query), () => delivery(query.messageId)),
    report: (report) => after(store.report(report), () => delivery(report.messageId)),
  };
}
