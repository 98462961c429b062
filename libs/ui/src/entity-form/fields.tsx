'use client';

import { useCallback } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useController } from 'react-hook-form';

import { Checkbox } from '../controls/checkbox.tsx';
import { Combobox } from '../controls/combobox.tsx';
import type { ComboboxProps } from '../controls/combobox.tsx';
import { Field } from '../controls/field.tsx';
import type { FieldProps } from '../controls/field.tsx';
import { Input } from '../controls/input.tsx';
import type { InputProps } from '../controls/input.tsx';
import { RadioGroup } from '../controls/radio-group.tsx';
import type { RadioGroupProps } from '../controls/radio-group.tsx';
import { Select } from '../controls/select.tsx';
import type { SelectOption, SelectProps } from '../controls/select.tsx';
import { Switch } from '../controls/switch.tsx';
import { Textarea } from '../controls/textarea.tsx';
import type { TextareaProps } from '../controls/textarea.tsx';
import { defaultFormat, useDescribedField } from './form-context.ts';

/** What every field of an `EntityForm` takes. */
export interface FormFieldProps extends Pick<FieldProps, 'help' | 'required' | 'hint' | 'action' | 'className'> {
  /** Path in the form's values: `host`, `from.address`. */
  name: string;
  label: string;
  disabled?: boolean;
}

type Own = keyof FormFieldProps | 'value' | 'defaultValue' | 'onChange' | 'onBlur' | 'onValueChange' | 'ref';

function fieldProps(
  { label, help, required, hint, action, className }: FormFieldProps,
  error: string | undefined,
): Omit<FieldProps, 'children'> {
  return {
    label,
    error,
    help,
    required,
    hint,
    action,
    className,
  };
}

export type TextFieldProps = FormFieldProps & Omit<InputProps, Own>;

export function TextField(props: TextFieldProps): ReactElement {
  const { name, label, help, required, hint, action, className, disabled, ...rest } = props;
  const off = useDescribedField(name, { label });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <Input {...rest} {...field} value={textOf(field.value)} disabled={off || disabled} />
    </Field>
  );
}

/** A whole number; an empty field is `null`, which the schema may or may not allow. */
export function NumberField(props: TextFieldProps): ReactElement {
  const { name, label, help, required, hint, action, className, disabled, ...rest } = props;
  const off = useDescribedField(name, { label });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <Input
        inputMode="numeric"
        autoComplete="off"
        {...rest}
        {...field}
        value={textOf(field.value)}
        onChange={(event) => field.onChange(numberOf(event.target.value))}
        disabled={off || disabled}
      />
    </Field>
  );
}

export type TextareaFieldProps = FormFieldProps & Omit<TextareaProps, Own>;

export function TextareaField(props: TextareaFieldProps): ReactElement {
  const { name, label, help, required, hint, action, className, disabled, ...rest } = props;
  const off = useDescribedField(name, { label });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <Textarea {...rest} {...field} value={textOf(field.value)} disabled={off || disabled} />
    </Field>
  );
}

export type SelectFieldProps = FormFieldProps &
  Omit<SelectProps<string>, Own> & {
    /** The first option, which stands for `null`: "No proxy". */
    none?: string;
  };

/** Stands for `null`: an option's value is never empty. */
const noneValue = '__none__';

export function SelectField(props: SelectFieldProps): ReactElement {
  const { name, label, options, none, placeholder, disabled } = props;
  const format = useOptionFormat(options, none);
  const off = useDescribedField(name, { label, format });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <Select
        ref={field.ref}
        options={none === undefined ? options : [{ value: noneValue, label: none }, ...options]}
        value={none !== undefined && !field.value ? noneValue : textOf(field.value)}
        onValueChange={(value) => field.onChange(value === noneValue ? null : value)}
        onBlur={field.onBlur}
        disabled={off || disabled === true}
        placeholder={placeholder}
      />
    </Field>
  );
}

export type ComboboxFieldProps = FormFieldProps & Omit<ComboboxProps, Own>;

export function ComboboxField(props: ComboboxFieldProps): ReactElement {
  const { name, label, help, required, hint, action, className, disabled, ...rest } = props;
  const format = useOptionFormat(rest.options);
  const off = useDescribedField(name, { label, format });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <Combobox
        {...rest}
        value={textOf(field.value)}
        onValueChange={field.onChange}
        onBlur={field.onBlur}
        disabled={off || disabled === true}
      />
    </Field>
  );
}

export type RadioFieldProps = FormFieldProps & Omit<RadioGroupProps<string>, Own>;

export function RadioField(props: RadioFieldProps): ReactElement {
  const { name, label, options, inline, disabled } = props;
  const format = useOptionFormat(options);
  const off = useDescribedField(name, { label, format });
  const { field, fieldState } = useController({ name });
  return (
    <Field {...fieldProps(props, fieldState.error?.message)}>
      <RadioGroup
        options={options}
        value={textOf(field.value)}
        onValueChange={field.onChange}
        onBlur={field.onBlur}
        disabled={off || disabled === true}
        inline={inline}
      />
    </Field>
  );
}

export interface ToggleFieldProps {
  name: string;
  label: string;
  help?: ReactNode;
  disabled?: boolean;
}

export function SwitchField({ name, label, help, disabled }: ToggleFieldProps): ReactElement {
  const off = useDescribedField(name, { label });
  const { field, fieldState } = useController({ name });
  return (
    <div>
      <Switch
        ref={field.ref}
        label={label}
        help={help}
        checked={field.value === true}
        onCheckedChange={field.onChange}
        onBlur={field.onBlur}
        disabled={off || disabled === true}
      />
      <ToggleError message={fieldState.error?.message} />
    </div>
  );
}

export function CheckboxField({ name, label, help, disabled }: ToggleFieldProps): ReactElement {
  const off = useDescribedField(name, { label });
  const { field, fieldState } = useController({ name });
  return (
    <div>
      <Checkbox
        ref={field.ref}
        label={label}
        help={help}
        checked={field.value === true}
        onCheckedChange={(checked) => field.onChange(checked === true)}
        onBlur={field.onBlur}
        disabled={off || disabled === true}
      />
      <ToggleError message={fieldState.error?.message} />
    </div>
  );
}

function ToggleError({ message }: { message: string | undefined }): ReactElement {
  return (
    <p aria-live="polite" className="text-xs text-danger empty:hidden">
      {message}
    </p>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What is no number stays text: the schema says what is wrong, and nothing typed is lost. */
function numberOf(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : text;
}

/** Conflicts speak of a choice by its label. Options are mostly written in place: a new array each time, so they are compared by content. */
function useOptionFormat(options: readonly Pick<SelectOption, 'value' | 'label'>[], none?: string): (value: unknown) => string {
  const known = options.map(({ value, label }) => [value, typeof label === 'string' ? label : value]);
  const labels = JSON.stringify(none === undefined ? known : [[null, none], ...known]);
  return useCallback((value: unknown) => new Map(JSON.parse(labels) as [unknown, string][]).get(value) ?? defaultFormat(value), [labels]);
}
