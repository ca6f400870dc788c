/** What Node itself writes when something of ours went wrong, and of what warnings would be the first sign. */
const OF_NODE = /unhandled|uncaught|Warning:|FATAL ERROR|^\s*Error:/i;

/** Reads what servers write on standard error, and counts what should not be there. */
export class Complaints {
  /** Errors that were logged, by their message. */
  readonly errors = new Map<string, number>();
  /** Lines that are no log: rejections that nobody handled, warnings of Node. */
  readonly strange: string[] = [];
  #rest = '';

  /** A server has died in the middle of a line. */
  cut(): void {
    this.#rest = '';
  }

  hear(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    if (!line.startsWith('{')) {
      if (OF_NODE.test(line)) this.strange.push(line.slice(0, 300));
      return;
    }
    const { level, msg } = JSON.parse(line) as { readonly level?: string; readonly msg?: string };
    if (level === 'error' || level === 'fatal') this.errors.set(msg ?? '', (this.errors.get(msg ?? '') ?? 0) + 1);
  }
}
