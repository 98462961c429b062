'use client';

import { Checkbox } from '@posthorn/ui';
import { useId } from 'react';
import type { ReactElement } from 'react';
import { useController } from 'react-hook-form';
import type { Control, FieldPath, FieldValues } from 'react-hook-form';

interface ChoiceListProps<Values extends FieldValues, Parsed> {
  control: Control<Values, unknown, Parsed>;
  /** A field that holds a list of values. */
  name: FieldPath<Values>;
  label: string;
  options: readonly { value: string; label: string; help?: string }[];
  error: string | undefined;
  /** Keeps the label for screen readers alone. */
  hideLabel?: boolean;
  className?: string;
}

/** Any number of a few known values, a box each. */
export function ChoiceList<Values extends FieldValues, Parsed>(props: ChoiceListProps<Values, Parsed>): ReactElement {
  const { options, label, error, hideLabel = false, className } = props;
  const { field } = useController({ control: props.control, name: props.name });
  const chosen = field.value as readonly string[];
  const id = useId();
  // In the order of the options, whatever the order of the clicks.
  const set = (value: string, checked: boolean): void =>
    field.onChange(options.map((option) => option.value).filter((one) => (one === value ? checked : chosen.includes(one))));

  return (
    <fieldset className="min-w-0" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className={hideLabel ? 'sr-only' : 'mb-1 text-sm font-medium'}>{label}</legend>
      <div className={className}>
        <div className="flex flex-col gap-2">
          {options.map(({ value, label: text, help }) => (
            <Checkbox
              key={value}
              label={text}
              {...(help !== undefined && { help })}
              checked={chosen.includes(value)}
              onCheckedChange={(checked) => set(value, checked === true)}
              onBlur={field.onBlur}
            />
          ))}
        </div>
      </div>
      <p id={`${id}-error`} aria-live="polite" className="mt-1 text-xs text-danger empty:hidden">
        {error}
      </p>
    </fieldset>
  );
}
