import { destinationChanges, oauthOf, type SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient } from '@posthorn/database';
import { flowOf, scopeOf } from '../oauth/registration.ts';
import { destinationOf, type Destination } from './destination.ts';
import type { SubmissionFields } from './resolved-submission.ts';
import type { StoredSubmission } from './stored-submission.ts';

/** What the tokens of a setup depend on, beside its client's own facts. */
export interface TokenUse extends Destination {
  authentication: 'PASSWORD' | 'OAUTH2';
  username: string | null;
  oauthClientId: string | null;
  oauth: Pick<SubmissionOAuth, 'interactive' | 'scope'>;
  /** What is asked for in the end. */
  effectiveScope: string;
}

type Client = Pick<OAuthClient, 'provider' | 'cloud' | 'scope' | 'unattendedFlow'>;

/**
 * Why a setup would lose its tokens, in words; none: it keeps them, or there is nothing to keep. Timeouts, margins and additional parameters
 * keep them, and so does a scope that was typed and comes to the same.
 */
export function setupDrops(before: TokenUse, after: TokenUse): string[] {
  if (before.authentication !== 'OAUTH2') return [];
  if (after.authentication !== 'OAUTH2') return ['how it signs in'];
  const changed = {
    'the user name': before.username !== after.username,
    'the OAuth client': before.oauthClientId !== after.oauthClientId,
    'whether a person consents': before.oauth.interactive !== after.oauth.interactive,
    'the scope': before.oauth.scope !== after.oauth.scope && before.effectiveScope !== after.effectiveScope,
  };
  return [
    ...Object.keys(changed).filter((name) => changed[name as keyof typeof changed]),
    ...destinationChanges(before, after).map((part) => `the ${part}`),
  ];
}

/** `client`: the one it names; null where there is none. */
export const storedUse = (row: StoredSubmission, client: Client | null): TokenUse => ({
  ...destinationOf(row),
  authentication: row.authentication,
  username: row.username,
  oauthClientId: row.oauthClientId,
  ...askedFor(oauthOf(row.oauth), client),
});

export const resolvedUse = (values: SubmissionFields, client: Client | null): TokenUse => ({
  ...values,
  ...askedFor(oauthOf(values.oauth), client),
});

const askedFor = (oauth: SubmissionOAuth, client: Client | null): Pick<TokenUse, 'oauth' | 'effectiveScope'> => ({
  oauth,
  effectiveScope: client ? scopeOf(client, oauth, flowOf(client, oauth.interactive)) : oauth.scope,
});
