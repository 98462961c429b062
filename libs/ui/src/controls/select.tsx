'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as SelectPrimitive } from 'radix-ui';
import type { ReactElement, ReactNode, Ref } from 'react';

import { cn } from '../cn.ts';
import { useFieldControl } from './field.tsx';
import { inputClasses, inputHeight } from './input-variants.ts';

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** A second line in the open list. */
  description?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[];
  value?: Value | undefined;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  onBlur?: () => void;
  placeholder?: string;
  name?: string;
  disabled?: boolean;
  className?: string;
  'aria-label'?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** One of few known values. An option's value is never the empty string: that stands for "nothing chosen". */
export function Select<Value extends string>(props: SelectProps<Value>): ReactElement {
  const { options, value, defaultValue, onValueChange, onBlur, placeholder = 'Choose…', name, disabled, className } = props;
  return (
    <SelectPrimitive.Root
      value={value}
      defaultValue={defaultValue}
      name={name}
      disabled={disabled}
      onValueChange={(next) => onValueChange?.(next as Value)}
    >
      <SelectPrimitive.Trigger
        ref={props.ref}
        className={cn(
          inputClasses,
          inputHeight,
          'inline-flex items-center justify-between gap-2 text-left data-placeholder:text-muted-foreground [&>span]:truncate',
          className,
        )}
        onBlur={onBlur}
        aria-label={props['aria-label']}
        {...useFieldControl()}
      >
        <SelectPrimitive.Value placeholder={placeholder} />
        <SelectPrimitive.Icon>
          <ChevronDown className="size-4 text-muted-foreground" aria-hidden />
        </SelectPrimitive.Icon>
      </SelectPrimitive.Trigger>
      <SelectPrimitive.Portal>
        <SelectPrimitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border bg-surface text-foreground shadow-lg shadow-black/10"
        >
          <SelectPrimitive.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </SelectPrimitive.Viewport>
        </SelectPrimitive.Content>
      </SelectPrimitive.Portal>
    </SelectPrimitive.Root>
  );
}

function SelectItem({ option }: { option: SelectOption }): ReactElement {
  return (
    <SelectPrimitive.Item
      value={option.value}
      disabled={option.disabled ?? false}
      className="relative flex cursor-default flex-col rounded-sm py-1.5 pr-3 pl-7 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover"
    >
      <span className="absolute top-2 left-2">
        <SelectPrimitive.ItemIndicator>
          <Check className="size-3.5 text-primary" aria-hidden />
        </SelectPrimitive.ItemIndicator>
      </span>
      <SelectPrimitive.ItemText>{option.label}</SelectPrimitive.ItemText>
      {option.description !== undefined && <span className="text-xs text-muted-foreground">{option.description}</span>}
    </SelectPrimitive.Item>
  );
}
