import { OAuthError, type OAuthStep } from './oauth-error.ts';
import type { Parameter } from './types.ts';

/** Names the protocol owns: we set them ourselves or keep them unset, in authorization and token requests alike. */
export const reservedParameters: readonly string[] = [
  'access_token',
  'assertion',
  'client_assertion',
  'client_assertion_type',
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'error',
  'grant_type',
  'id_token',
  'iss',
  'nonce',
  'password',
  'redirect_uri',
  'refresh_token',
  'request',
  'request_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
  'token',
  'token_type_hint',
  'username',
];

/** The first name among them that the protocol owns, as it was typed; null where there is none. Letter case and blanks hide nothing. */
export function reservedParameterIn(parameters: readonly Parameter[]): string | null {
  return parameters.find(({ name }) => reservedParameters.includes(name.trim().toLowerCase()))?.name ?? null;
}

/** @throws OAuthError RESERVED_PARAMETER */
export function formOf(parameters: readonly Parameter[] | undefined, step: OAuthStep): URLSearchParams {
  const given = parameters ?? [];
  const offender = reservedParameterIn(given);
  if (offender !== null) {
    throw new OAuthError('RESERVED_PARAMETER', { step, description: `The parameter "${offender}" belongs to the protocol.` });
  }
  return new URLSearchParams(given.map(({ name, value }): [string, string] => [name, value]));
}
