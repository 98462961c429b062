import { randomBytes } from 'node:crypto';

/** A secret and where it may be found: passwords nowhere, a link's token in its own mail. */
export interface Canary {
  name: string;
  value: string;
}

/** Every secret of a run: strings found nowhere else. */
export class Canaries {
  readonly all: Canary[] = [];

  /** A new one, with characters that each encoding writes in its own way. */
  secret(name: string): string {
    return this.add(name, `${name} ${randomBytes(9).toString('hex')} ä/&+?"`);
  }

  /** The same in printable ASCII: what RFC 6749 (appendix A.2) lets a client secret have. */
  printable(name: string): string {
    return this.add(name, `${name} ${randomBytes(9).toString('hex')} /&+?"`);
  }

  /** One that somebody else made. Answers it. */
  add(name: string, value: string): string {
    if (value.length < 16) throw new Error(`${name} is too short to be told from chance`);
    if (!this.all.some((canary) => canary.value === value)) this.all.push({ name, value });
    return value;
  }

  names(): string[] {
    return [...new Set(this.all.map(({ name }) => name))].sort();
  }

  /** The names of those that a text has in it, in any encoding. */
  found(text: string): string[] {
    return [...new Set(this.all.filter(({ value }) => isIn(value, text)).map(({ name }) => name))];
  }
}

export function isIn(value: string, text: string): boolean {
  return formsOf(value).some((form) => text.includes(form));
}

/** As it stands, in JSON and JSON in JSON, hex, URL-encoded, quoted-printable, and the part of base64 that holds at each of the three offsets. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const stable = encoded.slice(offset === 0 ? 0 : offset + 1, -2);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const form = new URLSearchParams({ value }).toString().slice('value='.length);
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('latin1'),
    encodeURIComponent(value),
    form,
    ...base64,
  ];
}
