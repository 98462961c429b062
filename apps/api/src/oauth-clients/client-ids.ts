import { validate, version } from 'uuid';
import { AppError } from '../platform/errors/app-error.ts';

/** Ids that the platform keeps for itself begin so: see reserved.ts of the database. */
const reserved = '00000000-';

/**
 * An id that a redirect URI was shown with becomes a client's own, where it is one that was made for that.
 *
 * @throws AppError NOT_FOUND at `id`
 */
export function requireOwnId(id: string, field = ''): void {
  if (validate(id) && version(id) === 7 && !id.startsWith(reserved)) return;
  throw idTaken(field);
}

/** One that somebody has, one that is nobody's, and one that was never made are one answer. */
export const idTaken = (field = ''): AppError =>
  new AppError('NOT_FOUND', 'There is no such redirect URI, or it is not yours. Open the form again for a new one.', {
    field: `${field}id`,
  });
