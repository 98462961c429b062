'use client';

import { createContext, useContext, useEffect } from 'react';

/** How a field's values are told to a person, in conflicts and in "3 changed". */
export interface FieldDescription {
  label: string;
  /** Its value is never shown: "changed". */
  secret: boolean;
  format: (value: unknown) => string;
}

export interface EntityFormContextValue {
  describe: (name: string, description: FieldDescription | null) => void;
  disabled: boolean;
}

export const EntityFormContext = createContext<EntityFormContextValue | null>(null);

/** Tells the form about a field while it is on the page. */
export function useDescribedField(
  name: string,
  { label, secret = false, format = defaultFormat }: Partial<FieldDescription> & { label: string },
): boolean {
  const form = useContext(EntityFormContext);
  if (form === null) throw new Error(`The field "${name}" stands outside of an EntityForm.`);
  const { describe } = form;
  useEffect(() => {
    describe(name, { label, secret, format });
    return () => describe(name, null);
  }, [describe, name, label, secret, format]);
  return form.disabled;
}

export function defaultFormat(value: unknown): string {
  if (value === undefined || value === null || value === '') return '(empty)';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.map(defaultFormat).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
