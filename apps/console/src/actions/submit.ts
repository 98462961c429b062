import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { asApiError } from '@/api/answer.ts';

/**
 * Runs an act with a form's values. What the API refuses goes to the field it names, if the form has it, else to the form's root
 * error; either way nothing that was typed is lost. Answers whether it went through.
 */
export async function submit<Values extends FieldValues, Parsed>(
  form: UseFormReturn<Values, unknown, Parsed>,
  run: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (failure) {
    const error = asApiError(failure);
    const hasField = error.field !== null && error.field in form.getValues();
    form.setError(
      hasField ? (error.field as FieldPath<Values>) : 'root',
      { type: error.code, message: error.message },
      { shouldFocus: hasField },
    );
    return false;
  }
}
