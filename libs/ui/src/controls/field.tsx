'use client';

import { CircleAlert } from 'lucide-react';
import { createContext, useContext, useId } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { Label } from './label.tsx';

interface FieldWiring {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const FieldContext = createContext<FieldWiring | null>(null);

export interface FieldProps {
  label: ReactNode;
  /** A sentence under the control; read out with it. */
  help?: ReactNode;
  /** What is wrong and what to do; read out when it appears. */
  error?: ReactNode;
  required?: boolean;
  /** Words after the label, "optional" by custom. */
  hint?: ReactNode;
  /** A small act beside the label: Replace, Remove. */
  action?: ReactNode;
  /** Keeps the label for screen readers alone. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** Label, control, help and error of one value. Controls of this library inside it wire themselves by id and aria. */
export function Field({ label, help, error, required = false, hint, action, hideLabel, className, children }: FieldProps): ReactElement {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== false && error !== '';
  const hasHelp = help !== undefined && help !== null;
  const describedBy = [hasHelp && `${id}-help`, hasError && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: hasError, required }}>
      <div className={cn('flex min-w-0 flex-col gap-1', className)} data-field="">
        <div className={cn('flex min-h-5 items-center justify-between gap-2', hideLabel && 'sr-only')}>
          <Label htmlFor={id} id={`${id}-label`}>
            {label}
            {required && (
              <span className="text-danger" aria-hidden>
                {' *'}
              </span>
            )}
            {hint !== undefined && <span className="ml-1.5 font-normal text-muted-foreground">{hint}</span>}
          </Label>
          {action}
        </div>
        {children}
        {hasHelp && (
          <p id={`${id}-help`} className="text-xs text-muted-foreground">
            {help}
          </p>
        )}
        <FieldError id={`${id}-error`}>{hasError ? error : null}</FieldError>
      </div>
    </FieldContext>
  );
}

function FieldError({ id, children }: { id: string; children: ReactNode }): ReactElement {
  return (
    <div id={id} aria-live="polite" className="text-xs text-danger empty:hidden">
      {children !== null && (
        <span className="flex items-start gap-1">
          <CircleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
          <span className="min-w-0">{children}</span>
        </span>
      )}
    </div>
  );
}

type Wiring = Record<string, string | boolean | undefined>;

/** What a control inside a `Field` puts on its element; nothing outside of one. */
export function useFieldControl(): Wiring {
  const field = useContext(FieldContext);
  if (field === null) return {};
  return { ...wiringOf(field), ...(field.required && { 'aria-required': true }) };
}

/** For groups (radio buttons), which no `<label for>` can name. */
export function useFieldGroup(): Wiring {
  const field = useContext(FieldContext);
  if (field === null) return {};
  return { ...wiringOf(field), 'aria-labelledby': `${field.id}-label` };
}

function wiringOf(field: FieldWiring): Wiring {
  return { id: field.id, 'aria-describedby': field.describedBy, ...(field.invalid && { 'aria-invalid': true }) };
}
