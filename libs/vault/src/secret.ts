import { inspect } from 'node:util';

/** A value that no log line, JSON document or template prints: every way of showing it gives `[secret]`, only `reveal()` the text. */
export class Secret {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  static of(value: string): Secret {
    return new Secret(value);
  }

  /** The text itself. Call it where the text is used, never where it is passed on. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
