'use client';

import { RadioGroup as RadioGroupPrimitive } from 'radix-ui';
import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { useFieldGroup } from './field.tsx';
import { Label } from './label.tsx';

export interface RadioOption<Value extends string = string> {
  value: Value;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
}

export interface RadioGroupProps<Value extends string> {
  options: readonly RadioOption<Value>[];
  value?: Value | undefined;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  onBlur?: () => void;
  name?: string;
  disabled?: boolean;
  /** Beside each other instead of below. */
  inline?: boolean;
  className?: string;
  'aria-label'?: string;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>): ReactElement {
  const { options, value, defaultValue, onValueChange, onBlur, name, disabled, inline = false, className } = props;
  return (
    <RadioGroupPrimitive.Root
      className={cn('flex gap-2', inline ? 'flex-row flex-wrap gap-x-5' : 'flex-col', className)}
      value={value}
      defaultValue={defaultValue}
      name={name}
      disabled={disabled}
      onValueChange={(next) => onValueChange?.(next as Value)}
      onBlur={onBlur}
      aria-label={props['aria-label']}
      {...useFieldGroup()}
    >
      {options.map((option) => (
        <Radio key={option.value} option={option} />
      ))}
    </RadioGroupPrimitive.Root>
  );
}

function Radio({ option }: { option: RadioOption }): ReactElement {
  const id = useId();
  return (
    <div className="flex items-start gap-2 pointer-coarse:py-1.5">
      <span className="flex h-5 items-center">
        <RadioGroupPrimitive.Item
          id={id}
          value={option.value}
          disabled={option.disabled ?? false}
          {...(option.description !== undefined && { 'aria-describedby': `${id}-help` })}
          className="flex size-4 shrink-0 items-center justify-center rounded-full border border-edge bg-surface hover:border-foreground/50 disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:border-primary"
        >
          <RadioGroupPrimitive.Indicator className="block size-2 rounded-full bg-primary" />
        </RadioGroupPrimitive.Item>
      </span>
      <div className="min-w-0">
        <Label htmlFor={id} className="font-normal">
          {option.label}
        </Label>
        {option.description !== undefined && (
          <p id={`${id}-help`} className="text-xs text-muted-foreground">
            {option.description}
          </p>
        )}
      </div>
    </div>
  );
}
