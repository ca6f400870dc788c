import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomFillSync } from 'node:crypto';
import { ParleyError } from './errors.ts';

const KEY_BYTES = 32;
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;
const POOL_BYTES = NONCE_BYTES * 512;

/** The keys that serve one purpose each, all derived from SECRET_KEY: none gives away another, or SECRET_KEY. */
export interface Keys {
  /** 32 bytes: encrypts what is kept. */
  readonly seal: Buffer;
  /** 32 bytes: keys the hashes of codes. */
  readonly otp: Buffer;
  /** 32 bytes: keys the hashes of message sids and opted-out addresses. */
  readonly dedupe: Buffer;
  /** 32 bytes: signs console sessions. */
  readonly session: Buffer;
  /** The bearer token of the OTP endpoints where SECRET_OTP_KEY is not set: 32 bytes, base64url. */
  readonly otpKey: string;
}

/** Derives all keys by HKDF-SHA256. Throws a ParleyError for a secret of fewer than 32 bytes. */
export function deriveKeys(secretKey: Buffer): Keys {
  if (secretKey.length < KEY_BYTES) {
    throw new ParleyError({
      code: 'short_secret_key',
      message: `SECRET_KEY has ${secretKey.length} bytes, and keys derived from fewer than ${KEY_BYTES} can be guessed.`,
      fix: 'Make one with `openssl rand -base64 32` and set it as SECRET_KEY.',
    });
  }
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', secretKey, '', `parley/v1/${label}`, KEY_BYTES));
  return {
    seal: derive('seal'),
    otp: derive('otp'),
    dedupe: derive('dedupe'),
    session: derive('session'),
    otpKey: derive('otp-key').toString('base64url'),
  };
}

/** A sealed text that cannot be opened: it is damaged, or was sealed under a key that we do not have. */
export class SealError extends ParleyError {
  override readonly name = 'SealError';

  constructor(why: string) {
    super({
      code: 'cannot_open',
      message: `A stored text cannot be read: ${why}.`,
      fix: 'If SECRET_KEY was changed, set the earlier one as SECRET_KEY_PREVIOUS; otherwise restore the database from a backup.',
    });
  }
}

/**
 * Encrypts texts at rest with AES-256-GCM. The first key seals, any key opens. Each key has 32 bytes.
 * A sealed text is one version byte, a random 12-byte nonce, the ciphertext and a 16-byte tag.
 */
export class Sealer {
  readonly #keys: readonly KeyObject[];
  readonly #first: KeyObject;
  readonly #pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  #drawn = POOL_BYTES;

  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.map((key) => createSecretKey(key));
    const [first] = this.#keys;
    if (first === undefined || keys.some((key) => key.length !== KEY_BYTES)) {
      throw new RangeError(`A Sealer needs at least one key, and each of ${KEY_BYTES} bytes: pass \`seal\` of deriveKeys().`);
    }
    this.#first = first;
  }

  seal(text: string): Buffer {
    const length = Buffer.byteLength(text);
    const sealed = Buffer.allocUnsafe(HEAD_BYTES + length + TAG_BYTES);
    sealed[0] = VERSION;
    this.#drawNonce(sealed);
    const cipher = createCipheriv('aes-256-gcm', this.#first, sealed.subarray(1, HEAD_BYTES));
    cipher.update(text, 'utf8').copy(sealed, HEAD_BYTES);
    cipher.final();
    cipher.getAuthTag().copy(sealed, HEAD_BYTES + length);
    return sealed;
  }

  /** Throws a SealError when the text is damaged or no key fits. */
  open(sealed: Buffer): string {
    if (sealed.length < HEAD_BYTES + TAG_BYTES) throw new SealError('it is cut short');
    if (sealed[0] !== VERSION) throw new SealError('it is in a form that this version of Parley does not know');
    const text = this.tryOpen(sealed);
    if (text === null) throw new SealError('it is damaged, or was written under another SECRET_KEY');
    return text;
  }

  /** Null when the text is damaged or no key fits. */
  tryOpen(sealed: Buffer): string | null {
    if (!isWhole(sealed)) return null;
    for (const key of this.#keys) {
      const text = openWith(key, sealed);
      if (text !== undefined) return text;
    }
    return null;
  }

  /** Whether the first key opens it. */
  isCurrent(sealed: Buffer): boolean {
    return isWhole(sealed) && openWith(this.#first, sealed) !== undefined;
  }

  /** Random bytes by the thousand: asking the system for twelve at a time costs more than the encryption. */
  #drawNonce(sealed: Buffer): void {
    if (this.#drawn === POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#drawn = 0;
    }
    this.#pool.copy(sealed, 1, this.#drawn, this.#drawn + NONCE_BYTES);
    this.#drawn += NONCE_BYTES;
  }
}

function isWhole(sealed: Buffer): boolean {
  return sealed.length >= HEAD_BYTES + TAG_BYTES && sealed[0] === VERSION;
}

function openWith(key: KeyObject, sealed: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, HEAD_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const text = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return text.toString('utf8');
}
