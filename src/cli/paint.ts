const colours = process.stdout.isTTY && process.stdout.hasColors();

function colour(code: number): (text: string) => string {
  return colours ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
}

/** Colours for the terminal; none where there is no terminal, or where NO_COLOR is set. */
export const paint = { bot: colour(36), you: colour(1), outbox: colour(33), quiet: colour(2), good: colour(32), bad: colour(31) };
