import { validate, version } from 'uuid';
import { AppError } from '../platform/errors/app-error.ts';

/** Ids that the platform keeps for itself begin so: see reserved.ts of the database. */
const reserved = '00000000-';

/**
 * An id that a redirect URI was shown with becomes a client's own, where it is one that was made for that.
 *
 * @throws AppError CONFLICT at `id`
 */
export function demandOwnId(id: string, field = ''): void {
  if (validate(id) && version(id) === 7 && !id.startsWith(reserved)) return;
  throw idTaken(field);
}

export const idTaken = (field = ''): AppError =>
  new AppError('CONFLICT', 'This redirect URI can’t be used. Open the form again for a new one.', { field: `${field}id` });
