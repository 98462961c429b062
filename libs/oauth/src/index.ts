export {
  beginAuthorization,
  completeAuthorization,
  type Authorization,
  type AuthorizationRequest,
  type Callback,
} from './authorization.ts';
export { discover, type Discovered } from './discovery.ts';
export { OAuthError, type OAuthStep, type OwnOAuthErrorCode } from './oauth-error.ts';
export { reservedParameterIn, reservedParameters } from './parameters.ts';
export { revoke, type RevocationRequest } from './revocation.ts';
export { readServiceAccount, type ServiceAccount } from './service-account.ts';
export {
  clientCredentials,
  jwtBearer,
  refresh,
  type ClientCredentialsRequest,
  type JwtBearerRequest,
  type RefreshedTokens,
  type RefreshRequest,
} from './token-requests.ts';
export * from './types.ts';
