/** What was said and what was done, side by side: the messages of one turn, and the turn. */
export interface Row<Message, Turn> {
  readonly turn: Turn | null;
  readonly messages: readonly Message[];
}

interface Said {
  readonly direction: 'in' | 'out';
  readonly at: string;
}

/**
 * Puts each message beside its turn, both oldest first: what the person wrote belongs to the first turn that is not
 * before it, what was said to the last turn that is not after it. Without turns there is one row of messages.
 */
export function alignTurns<Message extends Said, Turn extends { readonly at: string }>(
  transcript: readonly Message[],
  turns: readonly Turn[],
): readonly Row<Message, Turn>[] {
  if (turns.length === 0) return transcript.length === 0 ? [] : [{ turn: null, messages: transcript }];
  const rows = turns.map((turn) => ({ turn, messages: [] as Message[] }));
  for (const message of transcript) {
    const found =
      message.direction === 'in'
        ? turns.findIndex(({ at }) => at >= message.at)
        : Math.max(
            turns.findLastIndex(({ at }) => at <= message.at),
            0,
          );
    rows.at(found)?.messages.push(message);
  }
  return rows;
}
