import type { Identity } from './types.ts';

/**
 * Whether the one who consented is the user the tokens are for. UNKNOWN where the provider did not say. Letter case does not
 * matter: no provider we know has two mailboxes that differ in it.
 */
export function consentedAs(identity: Identity | null, user: string): 'SAME' | 'OTHER' | 'UNKNOWN' {
  const names = [identity?.email, identity?.username].filter((name) => name != null).map((name) => name.toLowerCase());
  if (names.length === 0) return 'UNKNOWN';
  return names.includes(user.trim().toLowerCase()) ? 'SAME' : 'OTHER';
}

/** They change who is known or what comes back, not what the access token is good for; providers rename or leave them out. */
const aboutThePerson = ['openid', 'profile', 'email', 'offline_access'];

/**
 * Scopes that were asked for and not granted: at Google a person may untick one, and mail then fails with a valid token.
 *
 * @param granted as the provider said; null: what was asked for (RFC 6749 section 5.1)
 */
export function missingScopes(asked: string, granted: string | null): string[] {
  if (granted === null) return [];
  const given = wordsOf(granted).map((scope) => scope.toLowerCase());
  // `.default` stands for whatever the registration holds.
  return wordsOf(asked).filter(
    (scope) => !aboutThePerson.includes(scope) && !scope.endsWith('/.default') && !given.includes(scope.toLowerCase()),
  );
}

function wordsOf(scope: string): string[] {
  return scope.split(/\s+/u).filter((word) => word !== '');
}
