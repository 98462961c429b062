import { expiryWarning, type ExpiryWarning, type GrantState } from '@posthorn/oauth';
import type { OverviewWarning } from '../overviews/overview.types.ts';

/** The tokens of one setup, as an overview names them. */
export interface GrantStanding {
  /** The profile's, or Platform mail. */
  name: string;
  /** The page where tokens are granted. */
  path: string;
  state: GrantState;
  /** A person must consent; otherwise tokens come by themselves. */
  interactive: boolean;
  /** The end of the refresh token is near. */
  refreshTokenEnds: ExpiryWarning | null;
}

export interface SecretStanding {
  /** The OAuth client's, or Platform mail. */
  name: string;
  path: string;
  secretExpiresAt: Date | null;
}

/** What is wrong, or soon will be, with the tokens of a setup; null: nothing that wants a person. */
export function grantWarning(standing: GrantStanding): OverviewWarning | null {
  const { name, path, state } = standing;
  const said = { detail: [state.why, state.whatToDo].filter(Boolean).join(' '), path };
  switch (state.state) {
    case 'CONSENT_NEEDED':
      return { key: 'consent-needed', severity: 'CRITICAL', title: `${name} needs a new consent`, ...said };
    case 'REFRESH_FAILING': {
      const severity = state.usable ? 'WARNING' : 'CRITICAL';
      return { key: 'refresh-failing', severity, title: `${name} can’t renew its access token`, ...said };
    }
    case 'NONE':
    case 'REVOKED':
    case 'AWAITING_CONSENT':
      if (!standing.interactive) return null;
      return { key: 'no-token', severity: 'INFO', title: `${name} has no token yet: grant one`, ...said };
    default:
      return endWarning(standing, said);
  }
}

function endWarning(standing: GrantStanding, said: { detail: string; path: string }): OverviewWarning | null {
  const { name, state, interactive, refreshTokenEnds: end } = standing;
  if (!interactive) return null;
  if (end) {
    const detail = state.whatToDo ?? 'Grant a new token before then, or mail waits.';
    return {
      key: 'refresh-token-ends',
      severity: 'WARNING',
      title: `The refresh token of ${name} ${endsIn(end.daysLeft)}`,
      ...said,
      detail,
    };
  }
  // It has no end that is known, and yet there is something to do: there is no refresh token.
  if (state.whatToDo === null) return null;
  return { key: 'refresh-token-ends', severity: 'WARNING', title: `The token of ${name} can’t be renewed`, ...said };
}

/** A client secret that has ended, or will within 90 days. */
export function secretWarning({ name, path, secretExpiresAt }: SecretStanding, now: Date): OverviewWarning | null {
  const end = secretExpiresAt && expiryWarning(secretExpiresAt, now, null);
  if (!end) return null;
  const title = `The client secret of ${name} ${endsIn(end.daysLeft)}`;
  if (end.daysLeft === 0) {
    const detail = 'Tokens are not renewed with it. Make a new secret at the identity provider and enter it here.';
    return { key: 'secret-ended', severity: 'CRITICAL', title, detail, path };
  }
  const detail = 'Make a new secret at the identity provider and enter it here, with its end.';
  return { key: 'secret-ends', severity: 'WARNING', title, detail, path };
}

function endsIn(days: number): string {
  if (days === 0) return 'has ended';
  return days === 1 ? 'ends within a day' : `ends in ${days} days`;
}

const failedLogins = ['TOKEN', 'AUTH'];

/**
 * Whether what a setup can't deliver for is its token: then the token's warning says it, and no other. AUTH is what a server answers to a
 * token that was revoked at the provider.
 */
export function isTokenTheReason(warning: OverviewWarning | null, lastFailureClass: string | null): boolean {
  return warning?.severity === 'CRITICAL' && lastFailureClass !== null && failedLogins.includes(lastFailureClass);
}
