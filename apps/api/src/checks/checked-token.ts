import type { SubmissionToken } from '../submissions/submission-settings.ts';
import type { TokenAnswer } from '../grants/refresh/token-source.ts';
import type { ResolvedAuthentication } from '../submissions/resolved-authentication.ts';

/** What a check of saved settings signs in with. */
export const savedToken = (answer: TokenAnswer): SubmissionToken =>
  answer.kind === 'TOKEN' ? { accessToken: answer.accessToken } : { missing: answer.sentence };

/**
 * What a check of typed settings signs in with in place of a password; null: nothing. A token held is only ever used with exactly what it
 * was granted for.
 *
 * @param drops why saving them would drop the tokens held; null: nothing that signs in with tokens is saved
 * @param read what stands; asked only where it may be used
 */
export async function typedToken(
  { authentication, oauth }: ResolvedAuthentication,
  drops: string[] | null,
  read: () => Promise<TokenAnswer>,
): Promise<SubmissionToken | null> {
  if (authentication === 'PASSWORD') return null;
  if (drops?.length === 0) return savedToken(await read());
  const what = oauth?.interactive ? 'Save first, then grant a token' : 'Save first, then a token is fetched';
  if (drops === null) return { missing: `${what}: there is none for what stands here yet.` };
  return { missing: `${what}: the one held is only ever used as it was granted, and this changed: ${drops.join(', ')}.` };
}
