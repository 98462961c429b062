'use client';

import type { ReactElement } from 'react';
import { useState } from 'react';
import { useController } from 'react-hook-form';

import { Field } from '../controls/field.tsx';
import { Textarea } from '../controls/textarea.tsx';
import type { TextareaProps } from '../controls/textarea.tsx';
import type { FormFieldProps } from './fields.tsx';
import { useDescribedField } from './form-context.ts';

export type LinesFieldProps = FormFieldProps & Pick<TextareaProps, 'rows' | 'mono' | 'placeholder'>;

/** A list, one entry a line; commas divide too, so that a pasted list works. Its value is an array. */
export function LinesField(props: LinesFieldProps): ReactElement {
  const { name, label, help, required, hint, action, className, disabled, ...rest } = props;
  const off = useDescribedField(name, { label });
  const { field, formState } = useController({ name });
  const entries: readonly string[] = Array.isArray(field.value) ? field.value : [];
  // What is typed keeps its empty lines and commas; the value has none.
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed !== null && sameEntries(entriesOf(typed), entries) ? typed : entries.join('\n');
  return (
    <Field label={label} error={firstMessage(formState.errors, name)} {...{ help, required, hint, action, className }}>
      <Textarea
        {...rest}
        ref={field.ref}
        name={field.name}
        onBlur={field.onBlur}
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setTyped(event.target.value);
          field.onChange(entriesOf(event.target.value));
        }}
        disabled={off || disabled}
      />
    </Field>
  );
}

const entriesOf = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const sameEntries = (one: readonly string[], other: readonly string[]): boolean => one.join('\n') === other.join('\n');

/** The list's own error, or that of its first bad entry. */
function firstMessage(errors: object, name: string): string | undefined {
  const error = name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], errors);
  const candidates: unknown[] = Array.isArray(error) ? [error, ...(error as unknown[])] : [error];
  return candidates.map((one) => (one as { message?: string } | undefined)?.message).find((message) => typeof message === 'string');
}
