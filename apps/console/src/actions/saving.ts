import type { SaveResult } from '@posthorn/ui';
import { asApiError } from '@/api/answer.ts';

/** A save for `EntityForm`: what the API refuses becomes a sentence at its field, or above the buttons. */
export async function saving<Values>(save: () => Promise<SaveResult<Values>>): Promise<SaveResult<Values>> {
  try {
    return await save();
  } catch (failure) {
    const error = asApiError(failure);
    if (error.field !== null) return { outcome: 'invalid', fields: { [error.field]: error.message } };
    return { outcome: 'failed', message: error.message, ...(error.requestId !== null && { requestId: error.requestId }) };
  }
}
