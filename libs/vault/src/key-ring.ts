import { randomBytes } from 'node:crypto';
import { SealError } from './seal-error.ts';

/** Octets of an AES-256 key. */
const keyLength = 32;

/** Octets of a key id; it stands in front of everything sealed. */
export const keyIdLength = 4;

/** The key file: `{ "current": "<id>", "keys": { "<id>": "<base64>" } }`. Ids are 8 hexadecimal digits, keys 32 random octets. */
interface KeyFile {
  current: string;
  keys: Record<string, string>;
}

/** The keys that open what was sealed, and the one that seals. Immutable; `rotate` gives a new ring that still opens everything. */
export class KeyRing {
  /** Id of the key that seals. */
  readonly current: string;
  readonly #keys: ReadonlyMap<string, Buffer>;

  private constructor(current: string, keys: ReadonlyMap<string, Buffer>) {
    this.current = current;
    this.#keys = keys;
  }

  /** Reads a key file's text. Throws {@link SealError} that names what is wrong with it, without quoting a key. */
  static parse(text: string): KeyRing {
    const file = readKeyFile(text);
    const keys = new Map(Object.entries(file.keys).map(([id, key]) => [checkId(id), Buffer.from(key, 'base64')]));
    for (const [id, key] of keys)
      if (key.length !== keyLength) throw new SealError(`The key ${id} in the key file is not ${keyLength} octets long.`);
    if (!keys.has(file.current)) throw new SealError('The key file names a current key that it does not hold.');
    return new KeyRing(file.current, keys);
  }

  /** A ring with one new key. */
  static generate(): KeyRing {
    const id = randomBytes(keyIdLength).toString('hex');
    return new KeyRing(id, new Map([[id, randomBytes(keyLength)]]));
  }

  /** A ring with one more key, which seals from now on. */
  rotate(): KeyRing {
    const fresh = KeyRing.generate();
    if (this.#keys.has(fresh.current)) return this.rotate();
    return new KeyRing(fresh.current, new Map([...this.#keys, ...fresh.#keys]));
  }

  /** The key of an id (8 hexadecimal digits); undefined when the ring does not hold it. */
  key(id: string): Buffer | undefined {
    return this.#keys.get(id);
  }

  /** The key file's text. Write it with mode 0600. */
  serialize(): string {
    const keys = Object.fromEntries([...this.#keys].map(([id, key]) => [id, key.toString('base64')]));
    return `${JSON.stringify({ current: this.current, keys } satisfies KeyFile, null, 2)}\n`;
  }

  toJSON(): string {
    return '[keys]';
  }
}

function readKeyFile(text: string): KeyFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    // The cause would quote the text, keys and all.
    throw new SealError('The key file is not JSON.');
  }
  if (!isKeyFile(file)) throw new SealError('The key file needs "current" and "keys".');
  return file;
}

function isKeyFile(file: unknown): file is KeyFile {
  if (typeof file !== 'object' || file === null || !('current' in file) || !('keys' in file)) return false;
  const { current, keys } = file;
  if (typeof current !== 'string' || typeof keys !== 'object' || keys === null) return false;
  return Object.values(keys).every((key) => typeof key === 'string');
}

function checkId(id: string): string {
  if (!/^[0-9a-f]{8}$/.test(id)) throw new SealError('A key id in the key file is not 8 hexadecimal digits.');
  return id;
}
