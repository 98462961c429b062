'use client';

import { useFormContext } from 'react-hook-form';
import type { Path, PathValue } from 'react-hook-form';
import type { SubmissionValues } from './submission-values.ts';

/** Puts values into the form as if a person had typed them; what is the same already stays untouched. */
export function useSetValue(): (values: Partial<SubmissionValues>) => void {
  const { getValues, setValue } = useFormContext<SubmissionValues>();
  return (values) => {
    for (const [name, value] of Object.entries(values) as [Path<SubmissionValues>, PathValue<SubmissionValues, Path<SubmissionValues>>][]) {
      if (value === undefined || getValues(name) === value) continue;
      setValue(name, value, { shouldDirty: true, shouldTouch: true, shouldValidate: true });
    }
  };
}
