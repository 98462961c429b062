'use client';

import { Button } from '@posthorn/ui';
import { ImageUp, Trash2 } from 'lucide-react';
import { useId, useRef } from 'react';
import type { ChangeEvent, ReactElement } from 'react';
import { useController } from 'react-hook-form';

/** 75 KB of image are 100,000 characters of base64, the contract's limit. */
const largestBytes = 75_000;
const types = ['image/png', 'image/jpeg', 'image/gif'];

/** An image that travels inside the mail: no reader has to load it from anywhere. */
export function LogoField(): ReactElement {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { field, fieldState } = useController<{ logoDataUri: string }>({ name: 'logoDataUri' });
  const hasLogo = field.value !== '' && field.value !== null;

  const choose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = event.target.files ?? [];
    // The same file may be chosen again after a change.
    event.target.value = '';
    if (file !== undefined) field.onChange(await dataUriOf(file));
    field.onBlur();
  };

  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="text-sm font-medium" id={`${id}-label`}>
        Logo <span className="ml-1 font-normal text-muted-foreground">optional</span>
      </span>
      <div className="flex items-center gap-2" role="group" aria-labelledby={`${id}-label`}>
        {hasLogo && !fieldState.invalid && (
          // White, as most mail readers show it.
          <span className="flex h-8 items-center rounded-md border bg-white px-2">
            <img src={field.value} alt="Logo as it is now" className="max-h-6 max-w-32" />
          </span>
        )}
        <Button onClick={() => input.current?.click()} aria-describedby={`${id}-help`}>
          <ImageUp aria-hidden />
          {hasLogo ? 'Replace' : 'Choose a file'}
        </Button>
        {hasLogo && (
          <Button variant="ghost" onClick={() => field.onChange('')}>
            <Trash2 aria-hidden />
            Remove
          </Button>
        )}
        <input ref={input} type="file" accept={types.join(',')} onChange={(event) => void choose(event)} hidden aria-label="Logo file" />
      </div>
      <p id={`${id}-help`} className="text-xs text-muted-foreground">
        PNG, JPEG or GIF, at most 75 KB. About 24 pixels high reads best.
      </p>
      <p aria-live="polite" className="text-xs text-danger empty:hidden">
        {fieldState.error?.message}
      </p>
    </div>
  );
}

/** What is no such image, or too large, becomes a value the schema refuses with its own words. */
function dataUriOf(file: File): Promise<string> {
  if (!types.includes(file.type)) return Promise.resolve(`data:${file.type || 'unknown'}`);
  if (file.size > largestBytes) return Promise.resolve('x'.repeat(100_001));
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : 'data:unreadable'));
    reader.addEventListener('error', () => resolve('data:unreadable'));
    reader.readAsDataURL(file);
  });
}
