import type { Content } from '../../src/engine/effect.ts';
import type { MediaFile, Place } from '../../src/engine/event.ts';
import type { Sealer } from '../../src/lib/seal.ts';
import { countSegments } from '../../src/lib/segments.ts';
import type { Said, TurnCommit } from '../../src/runtime/store.ts';

/** What of a row is needed to say a text. */
interface SaidColumns {
  readonly id: number;
  readonly text: Buffer | null;
  readonly media: string | null;
  readonly extra: Buffer | null;
}

/** What goes with a text of ours. */
interface With {
  readonly content: Content | null;
  readonly media: readonly string[];
}

/** What of it is kept encrypted: addresses of media only where a secret is in them. */
type SealedWith = Partial<Pick<With, 'media'> & { readonly content: Content }>;

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

  sealPlace(place: Place | null): Buffer | null {
    return place ? this.#sealer.seal(JSON.stringify(place)) : null;
  }

  openPlace(sealed: Buffer | null): Place | null {
    return sealed ? (JSON.parse(this.#sealer.open(sealed)) as Place) : null;
  }

  /** What goes with a text of ours. */
  openWith({ media, extra }: Pick<SaidColumns, 'media' | 'extra'>): With {
    const sealed = extra ? (JSON.parse(this.#sealer.open(extra)) as SealedWith) : null;
    return { content: sealed?.content ?? null, media: sealed?.media ?? readMedia(media) };
  }

  /** What of a text of ours is body. `shown` is null where the text itself may be shown. */
  sealSaid({ text, shown, media, shownMedia, content }: TurnCommit['say'][number]) {
    const isOpen = shown === text && !content?.secret;
    const sealed: SealedWith = { ...(content ? { content } : {}), ...(shownMedia ? { media } : {}) };
    return {
      text: this.seal(text),
      shown: isOpen ? null : this.seal(shown),
      media: writeMedia(shownMedia ?? media),
      extra: content || shownMedia ? this.#sealer.seal(JSON.stringify(sealed)) : null,
      segments: countSegments(text).segments,
    };
  }

  openSaid({ id, text, media, extra }: SaidColumns): Said {
    return saidOf(id, { text: this.open(text), ...this.openWith({ media, extra }) });
  }
}

/** A text as the caller of a commit gets it back. */
export function saidOf(id: number, { text, media, content }: Omit<Said, 'id' | 'content'> & { content?: Content | null }): Said {
  return { id, text, media, ...(content ? { content } : {}) };
}

/** Addresses of what goes out, or files with their types that came in. */
export function writeMedia(media: readonly (string | MediaFile)[]): string | null {
  return media.length === 0 ? null : JSON.stringify(media);
}

export function readMedia(media: string | null): readonly string[] {
  return media === null ? [] : (JSON.parse(media) as string[]);
}

export function readFiles(media: string | null): readonly MediaFile[] {
  return media === null ? [] : (JSON.parse(media) as MediaFile[]);
}
