'use client';

import { Button, Field, Input, TextField } from '@posthorn/ui';
import { Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useController } from 'react-hook-form';
import type { FieldError } from 'react-hook-form';
import type { ParameterSet } from './oauth-values.ts';

interface ParameterFieldsProps {
  set: ParameterSet;
  label: string;
  help: string;
}

interface Row {
  name: string;
  value: string;
}

type RowErrors = readonly ({ name?: FieldError; value?: FieldError } | undefined)[];

/** Names and values that one request to the provider carries beside its own. */
export function ParameterFields({ set, label, help }: ParameterFieldsProps): ReactElement {
  const path = `oauth.${set}`;
  const { field, fieldState } = useController<Record<string, Row[]>>({ name: path });
  const [added, setAdded] = useState(-1);
  const addButton = useRef<HTMLButtonElement>(null);
  const rows = field.value ?? [];
  // Errors of a list: its own, or a list of each row's.
  const error = fieldState.error as (FieldError & RowErrors) | undefined;

  const put = (index: number, changes: Partial<Row>): void =>
    field.onChange(rows.map((row, at) => (at === index ? { ...row, ...changes } : row)));
  const remove = (index: number): void => {
    field.onChange(rows.filter((_row, at) => at !== index));
    // The button that had the focus goes with its row.
    addButton.current?.focus();
  };

  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="contents font-medium">{label}</legend>
      <p className="-mt-1 text-xs text-muted-foreground">{help}</p>
      {rows.map((row, index) => (
        <ParameterRow
          // Rows have nothing else to be told apart by; they hold no state of their own.
          key={index}
          row={row}
          number={index + 1}
          errors={error?.[index]}
          autoFocus={index === added}
          onChange={(changes) => put(index, changes)}
          onBlur={field.onBlur}
          onRemove={() => remove(index)}
        />
      ))}
      {error?.message !== undefined && <p className="text-xs text-danger">{error.message}</p>}
      <Button
        ref={addButton}
        size="sm"
        className="self-start"
        onClick={() => {
          setAdded(rows.length);
          field.onChange([...rows, { name: '', value: '' }]);
        }}
      >
        <Plus aria-hidden />
        Add a parameter<span className="sr-only"> to {label}</span>
      </Button>
      {/* The form counts and compares by the names that its own fields give; of a list one of them, which nobody sees, does. */}
      <div hidden>
        <TextField name={path} label={label} />
      </div>
    </fieldset>
  );
}

interface ParameterRowProps {
  row: Row;
  number: number;
  errors: RowErrors[number];
  autoFocus: boolean;
  onChange: (changes: Partial<Row>) => void;
  onBlur: () => void;
  onRemove: () => void;
}

function ParameterRow({ row, number, errors, autoFocus, onChange, onBlur, onRemove }: ParameterRowProps): ReactElement {
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false, mono: true, onBlur } as const;
  return (
    <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
      <Field label={`Name of parameter ${number}`} hideLabel error={errors?.name?.message}>
        <Input
          {...plain}
          // It is there because somebody asked for it.
          autoFocus={autoFocus}
          placeholder="name"
          value={row.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <Field label={`Value of parameter ${number}`} hideLabel error={errors?.value?.message}>
        <Input {...plain} placeholder="value" value={row.value} onChange={(event) => onChange({ value: event.target.value })} />
      </Field>
      <Button variant="ghost" size="icon" aria-label={`Remove parameter ${number}`} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
