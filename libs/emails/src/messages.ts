import { en } from './messages.en.ts';

/** The same keys with any sentence: literal texts widen to string, functions keep their parameters. */
type Sentences<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof T]: Sentences<T[Key]> };

export type Messages = Sentences<typeof en>;

export const messages = { en } satisfies Record<string, Messages>;
