import { z } from 'zod';

// Control characters (a CR or LF in a name would end a mail header) and the invisible ones that reorder what is read.
const unsafeCharacters = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u;

/** A single line a person reads: trimmed, NFC, no control or direction-changing characters. `max` counts UTF-16 units. */
export const line = (label: string, max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, `${label} is missing.`)
    .max(max, `${label} has more than ${max} characters.`)
    .refine(
      (value) => !unsafeCharacters.test(value),
      `${label} holds a line break or an invisible control character; type it again without.`,
    );

/** As {@link line}, but may be left empty: '' becomes null. */
export const optionalLine = (label: string, max: number) =>
  z
    .union([z.literal('').transform(() => null), z.null(), line(label, max)])
    .optional()
    .transform((value) => value ?? null);

// RFC 5321 4.5.3.1: 64 octets before the @, 255 after, 254 in all (RFC 3696 erratum 1690).
const addressShape =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)*$/u;

/** An e-mail address as typed: trimmed, kept in its case. No display name, no quoting, no address literal. */
export const emailAddress = (label = 'The e-mail address') =>
  z
    .string()
    .trim()
    .min(1, `${label} is missing.`)
    .max(254, `${label} has more than 254 characters.`)
    .refine((value) => addressShape.test(value), `${label} does not look like name@example.org.`);

/** The key under which an address is compared: NFKC, lower case. Mail always goes to the stored spelling, never to this key. */
export const emailKey = (address: string): string => address.trim().normalize('NFKC').toLowerCase();
