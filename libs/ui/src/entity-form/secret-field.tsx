'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useController } from 'react-hook-form';

import { Button } from '../controls/button.tsx';
import { Field } from '../controls/field.tsx';
import { SecretInput } from '../controls/secret-input.tsx';
import type { FormFieldProps } from './fields.tsx';
import { useDescribedField } from './form-context.ts';

export interface SecretFieldProps extends FormFieldProps {
  /** The server holds one: it is shown as stored, with Replace and Remove. */
  stored?: boolean;
  /** The stored one can't be kept: the field asks for it at once, and offers to go on without one. */
  again?: boolean;
  /** It can be done without, so that a stored one has a Remove. Default true. */
  removable?: boolean;
  /** App passwords are shown with blanks that don't belong to them: they are taken out, and it is said. */
  stripBlanks?: boolean;
  placeholder?: string;
  secretName?: string;
  autoComplete?: string;
}

/**
 * A secret that goes in and never comes out. Its value: `undefined` keeps what is
 * stored, `null` removes it, text replaces it. Empty text is a Replace without anything typed: the schema says so (`min(1)`).
 */
export function SecretField(props: SecretFieldProps): ReactElement {
  const { name, label, help, required, hint, className, stored = false, again = false, disabled = false } = props;
  const off = useDescribedField(name, { label, secret: true }) || disabled;
  const { field, fieldState } = useController({ name });
  const [stripped, setStripped] = useState(false);
  const replacing = typeof field.value === 'string' || !stored || (again && field.value !== null);
  const change = (text: string): void => {
    const clean = props.stripBlanks === true ? text.replace(/\s+/g, '') : text;
    setStripped(clean !== text || (stripped && clean !== ''));
    field.onChange(clean === '' && (!stored || again) ? undefined : clean);
  };
  return (
    <Field
      label={label}
      error={fieldState.error?.message}
      help={stripped ? 'Blanks were taken out: they are not part of this password.' : help}
      required={required}
      hint={hint}
      className={className}
      {...(stored &&
        replacing &&
        !off && {
          action: again ? <WithoutStored onRemove={() => field.onChange(null)} /> : <KeepStored onKeep={() => field.onChange(undefined)} />,
        })}
    >
      {replacing ? (
        <SecretInput
          ref={field.ref}
          name={field.name}
          // On the page since Replace was pressed: that is where one goes on.
          autoFocus={stored && !again}
          value={typeof field.value === 'string' ? field.value : ''}
          onChange={(event) => change(event.target.value)}
          onBlur={field.onBlur}
          disabled={off}
          autoComplete={props.autoComplete ?? 'off'}
          placeholder={props.placeholder}
          secretName={props.secretName}
        />
      ) : (
        <Stored
          label={label}
          removed={field.value === null}
          disabled={off}
          onReplace={() => field.onChange('')}
          onRemove={props.removable === false ? null : () => field.onChange(null)}
          onUndo={() => field.onChange(undefined)}
        />
      )}
    </Field>
  );
}

function KeepStored({ onKeep }: { onKeep: () => void }): ReactElement {
  return (
    <Button variant="link" size="sm" onClick={onKeep}>
      Keep the stored one
    </Button>
  );
}

function WithoutStored({ onRemove }: { onRemove: () => void }): ReactElement {
  return (
    <Button variant="link" size="sm" onClick={onRemove}>
      Remove the stored one
    </Button>
  );
}

interface StoredProps {
  label: string;
  removed: boolean;
  disabled: boolean;
  onReplace: () => void;
  /** null: it is needed. */
  onRemove: (() => void) | null;
  onUndo: () => void;
}

function Stored({ label, removed, disabled, onReplace, onRemove, onUndo }: StoredProps): ReactElement {
  return (
    <div
      role="group"
      aria-label={label}
      className="flex h-8 items-center gap-1 rounded-md border border-border bg-muted pr-0.5 pl-2.5 pointer-coarse:h-10"
    >
      <KeyRound className="size-3.5 text-muted-foreground" aria-hidden />
      <span className="min-w-0 flex-1 truncate text-muted-foreground">{removed ? 'Removed when you save' : 'Stored'}</span>
      {removed ? (
        <Button variant="ghost" size="sm" disabled={disabled} onClick={onUndo}>
          Undo
        </Button>
      ) : (
        <>
          <Button variant="ghost" size="sm" disabled={disabled} onClick={onReplace}>
            Replace
          </Button>
          {onRemove && (
            <Button variant="ghost" size="sm" disabled={disabled} onClick={onRemove}>
              Remove
            </Button>
          )}
        </>
      )}
    </div>
  );
}
