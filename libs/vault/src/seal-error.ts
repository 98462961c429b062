/** Something can't be opened: the key is missing, the context is another one, or the bytes were changed. Never says which byte. */
export class SealError extends Error {
  override name = 'SealError';
}
