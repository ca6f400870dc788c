/** Tells the worker, from wherever a job is made, when it is due (wall milliseconds). */
export class Bell {
  #listener: (dueAt: number) => void = () => {};

  ring(dueAt: number): void {
    this.#listener(dueAt);
  }

  onRing(listener: (dueAt: number) => void): void {
    this.#listener = listener;
  }
}
