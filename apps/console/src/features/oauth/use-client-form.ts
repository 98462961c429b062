'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import type { ClientValues } from './client-values.ts';

export interface ClientForm {
  values: ClientValues;
  /** The path of a field in the form's values. */
  at: (field: keyof ClientValues) => string;
  /** As if a person had typed it. */
  set: (changes: Partial<ClientValues>) => void;
  refuse: (field: keyof ClientValues, message: string) => void;
}

/** The OAuth client in a form: at its top (`''`) or under a prefix (`'oauthClient.'`). */
export function useClientForm(prefix: string): ClientForm {
  const { control, getValues, setValue, setError } = useFormContext<Record<string, unknown>>();
  const all = useWatch({ control }) as unknown;
  const at = (field: string): string => `${prefix}${field}`;
  return {
    values: prefix
      .split('.')
      .filter(Boolean)
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], all) as ClientValues,
    at,
    set: (changes) => {
      for (const [field, value] of Object.entries(changes)) {
        if (getValues(at(field)) === value) continue;
        setValue(at(field), value, { shouldDirty: true, shouldTouch: true, shouldValidate: true });
      }
    },
    refuse: (field, message) => setError(at(field), { type: 'server', message }, { shouldFocus: true }),
  };
}
