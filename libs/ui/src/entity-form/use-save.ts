'use client';

import { useState } from 'react';
import type { BaseSyntheticEvent } from 'react';
import type { FieldValues, Path, PathValue, UseFormReturn } from 'react-hook-form';

import { changedPaths, mergeOf, valueAt, withValueAt } from './changes.ts';
import type { FieldDescription } from './form-context.ts';
import type { SaveContext, SaveResult } from './save-result.ts';

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

/** What the form was filled with: changes are counted from it, and the save names its version. */
export interface Read<Input> {
  values: Input;
  version: number;
}

interface Options<Input extends FieldValues, Output> {
  form: UseFormReturn<Input>;
  initial: Read<Input>;
  descriptions: ReadonlyMap<string, FieldDescription>;
  onSave: (values: Output, context: SaveContext) => Promise<SaveResult<Input>>;
}

export interface Save<Input> {
  submit: (event?: BaseSyntheticEvent) => Promise<void>;
  discard: () => void;
  choose: (path: string, choice: 'mine' | 'theirs') => void;
  /** Fills the form anew; what was typed is gone. */
  adopt: (read: Read<Input>) => void;
  read: Read<Input>;
  conflict: Conflict | null;
  failure: Failure | null;
}

/** Runs the save and turns each outcome into what the form shows. */
export function useSave<Input extends FieldValues, Output>(options: Options<Input, Output>): Save<Input> {
  const { form, descriptions, onSave } = options;
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [read, setRead] = useState(options.initial);

  const adopt = (next: Read<Input>): void => {
    form.reset(next.values);
    setRead(next);
    setConflict(null);
    setFailure(null);
  };

  const startOver = (result: Extract<SaveResult<Input>, { outcome: 'conflict' }>): void => {
    const mine = form.getValues();
    const merge = mergeOf(read.values, mine, result.theirs);
    form.reset(result.theirs);
    for (const path of [...merge.contested, ...merge.kept]) setValue(form, path, valueAt(mine, path));
    setRead({ values: result.theirs, version: result.version });
    setConflict({
      rows: merge.contested.map((path) => ({ path, mine: valueAt(mine, path), theirs: valueAt(result.theirs, path), choice: null })),
      taken: merge.taken,
      changedBy: result.changedBy,
      changedAt: result.changedAt,
    });
  };

  const show = (result: SaveResult<Input>): void => {
    if (result.outcome === 'saved') {
      return adopt({ values: result.values ?? withoutSecrets(form.getValues(), descriptions), version: result.version ?? read.version });
    }
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
      show(await onSave(output, { version: read.version, changed: changedPaths(read.values, form.getValues()) }));
    } catch (error) {
      setFailure({ message: error instanceof Error ? error.message : 'It could not be saved.', requestId: undefined });
    }
  });

  return {
    submit: save,
    discard: () => adopt(read),
    choose: (path, choice) => {
      const row = conflict?.rows.find((each) => each.path === path);
      if (row === undefined) return;
      setValue(form, path, choice === 'mine' ? row.mine : row.theirs);
      setConflict((before) => before && { ...before, rows: before.rows.map((each) => (each.path === path ? { ...each, choice } : each)) });
    },
    adopt,
    read,
    conflict,
    failure,
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

/** A saved secret is the server's now: the form forgets it. */
function withoutSecrets<Input extends FieldValues>(values: Input, descriptions: ReadonlyMap<string, FieldDescription>): Input {
  const secrets = [...descriptions].filter(([, description]) => description.secret).map(([path]) => path);
  return secrets.reduce((before, path) => withValueAt(before, path, undefined), values);
}
