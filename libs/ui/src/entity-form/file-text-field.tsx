'use client';

import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { useController } from 'react-hook-form';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import { Field } from '../controls/field.tsx';
import { Textarea } from '../controls/textarea.tsx';
import type { TextareaProps } from '../controls/textarea.tsx';
import type { FormFieldProps } from './fields.tsx';
import { defaultFormat, useDescribedField } from './form-context.ts';

export interface FileTextFieldProps extends FormFieldProps, Pick<TextareaProps, 'rows' | 'placeholder'> {
  /** Of the file picker: ".pem,.crt". */
  accept: string;
  /** Of the button: "Choose a file". */
  fileLabel?: string;
}

/** Larger files are not what the field is for; they are refused before they are read. */
const largestBytes = 256_000;

/** Text that mostly comes from a file: typed, pasted, chosen, or dropped onto it. */
export function FileTextField(props: FileTextFieldProps): ReactElement {
  const { name, label, help, required, hint, className, disabled, accept, fileLabel = 'Choose a file', ...rest } = props;
  const off = useDescribedField(name, { label, format: shorten }) || disabled === true;
  const { field, fieldState } = useController({ name });
  const [dragging, setDragging] = useState(false);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setProblem(file.size > largestBytes ? `${file.name} is larger than ${largestBytes / 1000} KB.` : undefined);
    if (file.size <= largestBytes) field.onChange(await file.text());
    field.onBlur();
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDragging(false);
    if (!off) void take(event.dataTransfer.files[0]);
  };

  return (
    <Field
      {...{ label, help, required, hint, className }}
      error={problem ?? fieldState.error?.message}
      action={
        <Button variant="ghost" size="sm" disabled={off} onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          {fileLabel}
        </Button>
      }
    >
      <Textarea
        {...rest}
        mono
        {...field}
        value={typeof field.value === 'string' ? field.value : ''}
        onChange={(event) => {
          setProblem(undefined);
          field.onChange(event.target.value);
        }}
        autoCapitalize="none"
        spellCheck={false}
        onDragOver={(event) => {
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={onDrop}
        disabled={off}
        className={cn(dragging && 'border-primary bg-selected')}
      />
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={`${label}, file`}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file may be chosen again after a change.
          event.target.value = '';
        }}
      />
    </Field>
  );
}

const shorten = (value: unknown): string => {
  const text = defaultFormat(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};
