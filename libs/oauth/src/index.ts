export {
  beginAuthorization,
  completeAuthorization,
  type Authorization,
  type AuthorizationRequest,
  type Callback,
} from './authorization.ts';
export { consentedAs, missingScopes } from './consent-outcome.ts';
export { discover, type Discovered } from './discovery.ts';
export { introspect, type Introspection } from './introspection.ts';
export { OAuthError, type OAuthStep, type OwnOAuthErrorCode } from './oauth-error.ts';
export { reservedParameterIn, reservedParameters } from './parameters.ts';
export { revoke, type RevocationRequest } from './revocation.ts';
export { readServiceAccount, type ServiceAccount } from './service-account.ts';
export { signingKeyProblem } from './signing-key.ts';
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
export { explainOAuth, explainOnce, type OAuthExplanation, type OAuthFailureClass, type OAuthFix, type OAuthSymptom } from './catalogue.ts';
export { expiryThresholds, expiryWarning, nextExpiryWarningAt, refreshTokenWarning, type ExpiryWarning } from './expiry-warnings.ts';
export {
  expiryOf,
  refreshEndMoves,
  refreshTokenEndsAt,
  type AccessTokenFacts,
  type GrantFacts,
  type RefreshFailureFacts,
  type RefreshTokenFacts,
} from './grant-facts.ts';
export { grantState, type GrantState } from './grant-state.ts';
export {
  directoryProblem,
  endpointsOf,
  providerOf,
  type ChecklistStep,
  type Provider,
  type ProviderCloud,
  type ProviderFlow,
  type ProviderId,
} from './provider.ts';
export { providers } from './providers.ts';
export { keepAliveAt, nextRefreshAt, refreshBackoffSeconds } from './refresh-plan.ts';
