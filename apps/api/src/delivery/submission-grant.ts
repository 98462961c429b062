import { oauthOf } from '@posthorn/contracts';
import type { SubmissionAuthentication } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import type { TokenAnswer } from '../grants/refresh/token-source.ts';
import { withoutToken, type Profile, type SubmissionGrant, type TokenWait } from './mail-source.ts';
import type { SubmissionToken } from '../submissions/submission-settings.ts';

/** What the row of a setup says of how it signs in. */
export interface SignInRow {
  authentication: SubmissionAuthentication;
  oauth: unknown;
}

/** What is signed in with. */
export const tokenOf = (grant: SubmissionGrant | null): SubmissionToken | null => grant && { accessToken: grant.accessToken };

/** What becomes of a setup that signs in with a token: null where it signs in with a password. */
export function grantOf(profile: Profile, row: SignInRow, token: TokenAnswer | null): SubmissionGrant | TokenWait | Failure | null {
  if (!token) return null;
  const { interactive, accessTokenTimeoutSeconds: timeoutSeconds } = oauthOf(row.oauth);
  switch (token.kind) {
    case 'PARK':
      return withoutToken(token.sentence, 'PARK');
    case 'WAIT':
      return {
        tenantId: profile.tenantId,
        profileId: profile.profileId,
        waitSeconds: timeoutSeconds,
        stamp: token.stamp,
        why: token.sentence,
      };
    case 'TOKEN':
      return { accessToken: token.accessToken, generation: token.generation, interactive, timeoutSeconds };
  }
}
