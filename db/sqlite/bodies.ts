import type { Sealer } from '../../src/lib/seal.ts';

/** Bodies of messages as they are kept: encrypted, and null where there is no text. */
export class Bodies {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  seal(text: string): Buffer | null {
    return text === '' ? null : this.#sealer.seal(text);
  }

  open(sealed: Buffer | null): string {
    return sealed ? this.#sealer.open(sealed) : '';
  }
}

export function writeMedia(media: readonly string[]): string | null {
  return media.length === 0 ? null : JSON.stringify(media);
}

export function readMedia(media: string | null): readonly string[] {
  return media === null ? [] : (JSON.parse(media) as string[]);
}
