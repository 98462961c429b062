import type { SubmissionSettings, TokenMechanism } from './types.ts';

/** The answers that end the exchange after the server's challenge: RFC 7628 section 3.2.3; Google's description of XOAUTH2. */
export const challengeAnswers: Record<TokenMechanism, string> = { XOAUTH2: '', OAUTHBEARER: 'AQ==' };

/** What a client says to sign in with a token, before base64: Google's XOAUTH2 Protocol, RFC 7628 section 3.1. */
export function tokenResponse(mechanism: TokenMechanism, { username, host, port }: SubmissionSettings, accessToken: string): string {
  const user = username ?? '';
  const bearer = `auth=Bearer ${accessToken}\u0001\u0001`;
  if (mechanism === 'XOAUTH2') return `user=${user}\u0001${bearer}`;
  // In the GS2 header a comma ends the name (RFC 5801 section 4).
  const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
  return `n,a=${name},\u0001host=${host}\u0001port=${port}\u0001${bearer}`;
}
