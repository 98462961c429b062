import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyIdLength, type KeyRing } from './key-ring.ts';
import { SealError } from './seal-error.ts';
import { Secret } from './secret.ts';

/** Where a sealed value lives. It opens nowhere else: a value copied to another row, column or tenant is refused. */
export interface SealContext {
  tenantId: string;
  table: string;
  column: string;
  recordId: string;
}

// Layout: version (1 octet), key id (4), nonce (12), tag (16), ciphertext.
const version = 1;
const nonceStart = 1 + keyIdLength;
const tagStart = nonceStart + 12;
const textStart = tagStart + 16;

/**
 * Seals values with AES-256-GCM (NIST SP 800-38D) under a fresh random 96-bit nonce. The context, version and key id are
 * authenticated with the value. Random nonces are safe for some 2^32 values per key: rotate long before.
 */
export class Vault {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** Seals with the ring's current key. Two seals of one value differ. */
  seal(plain: string | Secret, context: SealContext): Buffer {
    const key = this.#keys.key(this.#keys.current)!;
    const header = Buffer.concat([Buffer.of(version), Buffer.from(this.#keys.current, 'hex')]);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData(header, context));
    const text = Buffer.concat([cipher.update(typeof plain === 'string' ? plain : plain.reveal(), 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), text]);
  }

  /** Opens what `seal` made for the same context. Throws {@link SealError} for anything else. */
  open(sealed: Uint8Array, context: SealContext): Secret {
    const id = this.keyIdOf(sealed);
    const key = this.#keys.key(id);
    if (!key) throw new SealError(`Sealed with the key ${id}, which the key file does not hold.`);
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonceStart, tagStart), { authTagLength: 16 })
      .setAAD(associatedData(bytes.subarray(0, nonceStart), context))
      .setAuthTag(bytes.subarray(tagStart, textStart));
    try {
      return Secret.of(Buffer.concat([decipher.update(bytes.subarray(textStart)), decipher.final()]).toString('utf8'));
    } catch {
      throw new SealError(`Not sealed for ${context.table}.${context.column} of this record, or changed since.`);
    }
  }

  /** Id of the key it was sealed with, 8 hexadecimal digits. Throws {@link SealError} for bytes that are no sealed value. */
  keyIdOf(sealed: Uint8Array): string {
    if (sealed.length < textStart || sealed[0] !== version) throw new SealError('These bytes are not a sealed value.');
    return Buffer.from(sealed.subarray(1, nonceStart)).toString('hex');
  }

  /** Whether it was sealed with an older key than the current one. */
  needsReseal(sealed: Uint8Array): boolean {
    return this.keyIdOf(sealed) !== this.#keys.current;
  }
}

/** JSON of a list keeps the parts apart whatever they contain: ("a", "bc") and ("ab", "c") differ. */
function associatedData(header: Buffer, context: SealContext): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([context.tenantId, context.table, context.column, context.recordId]))]);
}
