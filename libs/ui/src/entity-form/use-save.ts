'use client';

import { useState } from 'react';
import type { BaseSyntheticEvent } from 'react';
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';

import { changedPaths, mergeOf, valueAt } from './changes.ts';
import type { SaveContext } from './entity-form.tsx';
import type { FieldDescription } from './form-context.ts';
import type { SaveResult } from './save-result.ts';

export interface ConflictRow {
  path: string;
  mine: unknown;
  theirs: unknown;
  choice: 'mine' | 'theirs' | null;
}

export interface Conflict {
  rows: ConflictRow[];
  /** Fields only they changed; theirs is in the form already. */
  taken: string[];
  changedBy: string | undefined;
  changedAt: string | undefined;
}

export interface Failure {
  message: string;
  requestId: string | undefined;
}

interface Options<Input extends FieldValues, Output> {
  form: UseFormReturn<Input>;
  version: number;
  descriptions: ReadonlyMap<string, FieldDescription>;
  onSave: (values: Output, context: SaveContext) => Promise<SaveResult<Input>>;
}

export interface Save<Input> {
  submit: (event?: BaseSyntheticEvent) => Promise<void>;
  discard: () => void;
  choose: (path: string, choice: 'mine' | 'theirs') => void;
  conflict: Conflict | null;
  failure: Failure | null;
  /** What was saved last, as far as this form knows: changes are counted from it. `null`: the values it was given. */
  base: Input | null;
}

/** Runs the save and turns each outcome into what the form shows. */
export function useSave<Input extends FieldValues, Output>(options: Options<Input, Output>): Save<Input> {
  const { form, descriptions, onSave } = options;
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [known, setKnown] = useState<{ base: Input; version: number } | null>(null);
  // A newer version from the page's own data overtakes what this form learned.
  const version = Math.max(options.version, known?.version ?? options.version);

  const base = (): Input => known?.base ?? (form.formState.defaultValues as Input);

  const settle = (values: Input, savedVersion: number): void => {
    form.reset(values);
    setKnown({ base: values, version: savedVersion });
    setConflict(null);
  };

  const startOver = (result: Extract<SaveResult<Input>, { outcome: 'conflict' }>): void => {
    const mine = form.getValues();
    const merge = mergeOf(base(), mine, result.theirs);
    form.reset(result.theirs);
    for (const path of [...merge.contested, ...merge.kept]) setValue(form, path, valueAt(mine, path));
    setKnown({ base: result.theirs, version: result.version });
    setConflict({
      rows: merge.contested.map((path) => ({ path, mine: valueAt(mine, path), theirs: valueAt(result.theirs, path), choice: null })),
      taken: merge.taken,
      changedBy: result.changedBy,
      changedAt: result.changedAt,
    });
  };

  const show = (result: SaveResult<Input>): void => {
    if (result.outcome === 'saved') return settle(result.values ?? form.getValues(), result.version ?? version);
    if (result.outcome === 'conflict') return startOver(result);
    if (result.outcome === 'failed') return setFailure({ message: result.message, requestId: result.requestId });
    const elsewhere = showFieldErrors(form, result.fields, descriptions);
    const message = [result.message, ...elsewhere].filter((part) => part !== undefined).join(' ');
    setFailure(message === '' ? null : { message, requestId: undefined });
  };

  const save = form.handleSubmit(async (values) => {
    if (conflict?.rows.some((row) => row.choice === null)) return;
    setFailure(null);
    // The resolver's output; see where it is made.
    const output = values as unknown as Output;
    try {
      show(await onSave(output, { version, changed: changedPaths(base(), form.getValues()) }));
    } catch (error) {
      setFailure({ message: error instanceof Error ? error.message : 'It could not be saved.', requestId: undefined });
    }
  });

  return {
    submit: save,
    discard: () => {
      form.reset(base());
      setConflict(null);
      setFailure(null);
    },
    choose: (path, choice) => {
      const row = conflict?.rows.find((each) => each.path === path);
      if (row === undefined) return;
      setValue(form, path, choice === 'mine' ? row.mine : row.theirs);
      setConflict((before) => before && { ...before, rows: before.rows.map((each) => (each.path === path ? { ...each, choice } : each)) });
    },
    conflict,
    failure,
    base: known?.base ?? null,
  };
}

function setValue<Input extends FieldValues>(form: UseFormReturn<Input>, path: string, value: unknown): void {
  form.setValue(path as Path<Input>, value as PathValue<Input, Path<Input>>, { shouldDirty: true, shouldTouch: true });
}

/** Puts each sentence at its field and the focus into the first; gives back those without a field. */
function showFieldErrors<Input extends FieldValues>(
  form: UseFormReturn<Input>,
  fields: Readonly<Record<string, string>>,
  descriptions: ReadonlyMap<string, FieldDescription>,
): string[] {
  const entries = Object.entries(fields);
  const here = entries.filter(([path]) => descriptions.has(path));
  here.forEach(([path, message], index) => {
    form.setError(path as Path<Input>, { type: 'server', message }, { shouldFocus: index === 0 });
  });
  return entries.filter(([path]) => !descriptions.has(path)).map(([, message]) => message);
}
