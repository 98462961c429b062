'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { inputClasses, inputHeight } from './input-variants.ts';

export interface SecretInputProps extends Omit<ComponentProps<'input'>, 'type'> {
  /** "password", unless the secret has another name. */
  secretName?: string;
}

/** A password one can look at while typing it. It hides again by itself when the focus leaves. */
export function SecretInput({ secretName = 'password', className, autoComplete = 'off', ...rest }: SecretInputProps): ReactElement {
  const [shown, setShown] = useState(false);
  return (
    <div
      className={cn('relative', className)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setShown(false);
      }}
    >
      <input
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className={cn(inputClasses, inputHeight, 'pr-9 font-mono text-xs pointer-coarse:pr-11 pointer-coarse:text-[1rem]')}
        {...useFieldControl()}
        {...rest}
      />
      <button
        type="button"
        aria-label={`${shown ? 'Hide' : 'Show'} ${secretName}`}
        aria-pressed={shown}
        disabled={rest.disabled}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-px right-px flex w-8 items-center justify-center rounded-r-md text-muted-foreground hover:text-foreground disabled:opacity-50 pointer-coarse:w-10"
      >
        {shown ? <EyeOff className="size-4" aria-hidden /> : <Eye className="size-4" aria-hidden />}
      </button>
    </div>
  );
}
