'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import type { DefaultValues, FieldValues, Resolver, UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';

import { cn } from '../cn.ts';
import { changedPaths } from './changes.ts';
import { ConflictPanel } from './conflict-panel.tsx';
import { EntityFormContext } from './form-context.ts';
import type { FieldDescription } from './form-context.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { SaveBar } from './save-bar.tsx';
import type { SaveContext, SaveResult } from './save-result.ts';
import { useSave } from './use-save.ts';
import type { Read, Save } from './use-save.ts';

export interface EntityFormProps<Input extends FieldValues, Output> {
  /** The same zod schema the API uses. */
  schema: z.ZodType<Output, Input>;
  /** What is saved now. New ones (another version) replace the form's as long as nothing is typed. */
  values: Input;
  /** Of the optimistic lock; leave it out where there is none. */
  version?: number;
  onSave: (values: Output, context: SaveContext) => Promise<SaveResult<Input>>;
  /** `create`: the button works at once, and there is nothing to discard. */
  mode?: 'edit' | 'create';
  saveLabel?: string;
  /** Leads away from a form that creates. */
  cancel?: ReactNode;
  /** Shows the values and takes none. */
  disabled?: boolean;
  className?: string;
  children: ReactNode | ((form: UseFormReturn<Input>) => ReactNode);
}

/**
 * A form over one thing: fields (`TextField` and its kin) inside, a bar that counts what changed and saves or discards,
 * server errors at their fields, a choice per field when somebody else saved first, a warning before leaving.
 */
export function EntityForm<Input extends FieldValues, Output = Input>(props: EntityFormProps<Input, Output>): ReactElement {
  const { schema, values, version = 0, mode = 'edit', disabled = false } = props;
  const form = useForm<Input>({
    // The form's type names its input alone: fields bind to that. What the schema makes of it goes to `onSave`.
    resolver: zodResolver(schema) as unknown as Resolver<Input>,
    defaultValues: values as DefaultValues<Input>,
    mode: 'onTouched',
  });
  const { descriptions, describe } = useDescriptions();
  const save = useSave<Input, Output>({ form, initial: { values, version }, descriptions, onSave: props.onSave });
  const current = useWatch({ control: form.control });
  const changed = changedPaths(save.read.values, current);
  useFreshValues(save, { values, version }, changed.length > 0);
  const context = useMemo(() => ({ describe, disabled }), [describe, disabled]);
  const { children } = props;

  return (
    <FormProvider {...form}>
      <EntityFormContext value={context}>
        <form
          noValidate
          onSubmit={(event) => {
            event.stopPropagation();
            void save.submit(event);
          }}
          className={cn('flex min-w-0 flex-col gap-4', props.className)}
        >
          {typeof children === 'function' ? children(form) : children}
          {save.conflict !== null && <ConflictPanel conflict={save.conflict} descriptions={descriptions} onChoose={save.choose} />}
          {!disabled && (
            <SaveBar
              mode={mode}
              changed={changed.map((path) => descriptions.get(path)?.label ?? path)}
              saving={form.formState.isSubmitting}
              blocked={save.conflict?.rows.some((row) => row.choice === null) ?? false}
              failure={save.failure}
              saveLabel={props.saveLabel ?? (mode === 'create' ? 'Create' : 'Save')}
              cancel={props.cancel}
              onDiscard={save.discard}
            />
          )}
        </form>
        <LeaveGuard active={changed.length > 0 && !disabled} />
      </EntityFormContext>
    </FormProvider>
  );
}

function useDescriptions(): {
  descriptions: ReadonlyMap<string, FieldDescription>;
  describe: (name: string, description: FieldDescription | null) => void;
} {
  const [descriptions, setDescriptions] = useState<ReadonlyMap<string, FieldDescription>>(new Map());
  const describe = useCallback((name: string, description: FieldDescription | null) => {
    setDescriptions((before) => {
      const after = new Map(before);
      if (description === null) after.delete(name);
      else after.set(name, description);
      return after;
    });
  }, []);
  return { descriptions, describe };
}

/**
 * A reload of the page's data must not wipe what is being typed, nor lend its version to it: then the save itself tells
 * that somebody was first.
 */
function useFreshValues<Input>(save: Save<Input>, given: Read<Input>, dirty: boolean): void {
  const stamp = JSON.stringify(given);
  const [seen, setSeen] = useState(stamp);
  useEffect(() => {
    if (stamp === seen || dirty) return;
    // Read while an answer of a later save was under way: that one knows better.
    if (given.version >= save.read.version) save.adopt(given);
    setSeen(stamp);
  }, [save, given, stamp, seen, dirty]);
}
