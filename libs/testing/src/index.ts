export { issueCertificate, issueAuthority, type Authority, type Certificate, type CertificateOptions } from './certificates.ts';
export {
  startOAuthServer,
  type RecordedRequest,
  type TestOAuthClient,
  type TestOAuthFault,
  type TestOAuthOptions,
  type TestOAuthServer,
} from './oauth-server.ts';
export { startHttpProxy, startSocksProxy, type TestProxy, type TestProxyOptions } from './proxy-servers.ts';
export { startRawServer, startUnacceptingServer, type RawServer, type RawServerScript, type RawStep } from './raw-server.ts';
export { startSmtpServer, type CapturedMail, type TestSmtpMechanism, type TestSmtpOptions, type TestSmtpServer } from './smtp-server.ts';
export type { TokenJudge, TokenMechanismName, TokenSignIn } from './token-sign-in.ts';
export { until } from './until.ts';
export { launchBrowser } from './browser.ts';
export { startPostgres, type TestDatabase, type TestPostgres } from './postgres.ts';
