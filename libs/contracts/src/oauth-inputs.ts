import { z } from 'zod';
import { clientAuthenticationMethod, unattendedFlow } from './oauth-words.ts';
import { certificates, secretAction } from './submission-inputs.ts';
import { line, optionalLine } from './text.ts';

/** How a submission signs in. */
export const submissionAuthentication = z.enum(['PASSWORD', 'OAUTH2'], 'Choose a password or OAuth 2.0.');

/** Anything below 0 means what 0 does, as in the systems people come from. */
const seconds = (label: string, fallback: number, max: number) =>
  z
    .int(`${label} is a whole number of seconds.`)
    .min(-max, `${label} is at least -${max.toLocaleString('en')} s.`)
    .max(max, `${label} is at most ${max.toLocaleString('en')} s.`)
    .nullish()
    .transform((value) => value ?? fallback);

/** Control characters, and halves of characters, which a database does not take. */
const isPlain = (value: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(value);

/** Names that belong to the protocol are refused where the providers are known. */
const parameters = z
  .array(
    z.object({
      name: line('The parameter name', 100),
      value: z
        .string('The value is missing.')
        .max(2_000, 'A value has more than 2,000 characters.')
        .refine(isPlain, 'A value holds a line break or an invisible control character; type it again without.'),
    }),
  )
  .max(20, 'At most 20 parameters.')
  .nullish()
  .transform((value) => value ?? []);

/** With blanks between; empty: what stands one level higher. RFC 6749 section 3.3. */
const scope = z
  .string()
  .trim()
  .max(2_000, 'The scope has more than 2,000 characters.')
  .regex(/^[\x21\x23-\x5b\x5d-\x7e\s]*$/u, 'A scope has no quotes, backslashes or letters beyond ASCII; separate several with blanks.')
  .transform((value) => value.replace(/\s+/gu, ' '))
  .nullish()
  .transform((value) => value ?? '');

/** How a submission comes by its access tokens. Every field but the client may be left out; the values here are the defaults. */
export const submissionOAuth = z.object({
  /** The platform has one client and names none. */
  clientId: z
    .uuid('Choose an OAuth client.')
    .nullish()
    .transform((value) => value ?? null),
  /** A person consents once; without, the client's own credentials are used. */
  interactive: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  /** Empty: the client's. */
  scope,
  /** How long a send waits for a valid token; 0 or less: not at all. */
  accessTokenTimeoutSeconds: seconds('The access token timeout', 120, 3_600),
  /** Life of an access token of which the provider did not say; 0 or less: it never expires. */
  defaultExpirationSeconds: seconds('The default expiration', 0, 31_536_000),
  /** Before its expiry an access token is replaced; 0 or less: exactly then. */
  refreshBeforeSeconds: seconds('The time before expiration', 300, 86_400),
  authorizationParameters: parameters,
  authorizationCodeParameters: parameters,
  clientCredentialsParameters: parameters,
  refreshParameters: parameters,
});

export type SubmissionOAuth = z.output<typeof submissionOAuth>;

/** What a setup with OAuth 2.0 has when nobody opened Advanced. */
export const defaultOAuth: SubmissionOAuth = submissionOAuth.parse({});

/** The column `oauth` of email profiles and platform mail settings; what it doesn't hold has its default. */
export const oauthOf = (stored: unknown): SubmissionOAuth => ({ ...defaultOAuth, ...(stored as Partial<SubmissionOAuth>) });

const usual = ['clientId', 'interactive', 'scope'];

/** Names of the advanced fields that differ from their defaults: what "3 changed" counts. */
export function changedOAuth(oauth: SubmissionOAuth): (keyof SubmissionOAuth)[] {
  const names = (Object.keys(defaultOAuth) as (keyof SubmissionOAuth)[]).filter((name) => !usual.includes(name));
  return names.filter((name) => JSON.stringify(oauth[name]) !== JSON.stringify(defaultOAuth[name]));
}

/** The fields of a setup that say how it signs in. */
export const authenticationFields = {
  authentication: submissionAuthentication.default('PASSWORD'),
  oauth: submissionOAuth.nullish().transform((value) => value ?? null),
  /** The person was told that the change drops the tokens, and wants it. */
  dropTokens: z.boolean().default(false),
};

/** OAuth 2.0 needs the user whose mail it is, and says how tokens come about. */
export function checkAuthentication(
  input: { authentication: 'PASSWORD' | 'OAUTH2'; oauth: SubmissionOAuth | null; username: string | null },
  context: z.RefinementCtx,
): void {
  if (input.authentication !== 'OAUTH2') return;
  if (input.oauth === null) context.addIssue({ code: 'custom', path: ['oauth'], message: 'Say how tokens come about.' });
  if (input.username === null)
    context.addIssue({ code: 'custom', path: ['username'], message: 'OAuth 2.0 needs the user name: the mailbox that the token is for.' });
}

export const oauthProviderId = z.enum(['google', 'microsoft365', 'generic'], 'Choose a provider.');

/** A browser goes there, past the egress policy: in clear only on this machine. */
function isHttpsOrLoopback(value: string): boolean {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Judged as an address when it is asked; here only its form. */
const endpoint = (label: string) =>
  z
    .string()
    .trim()
    .max(2_000, `${label} has more than 2,000 characters.`)
    .refine((value) => {
      if (value === '') return true;
      // What a parser passes over would stay in what is stored and compared.
      return URL.canParse(value) && isPlain(value) && /^https?:\/\/[^/?#@\\]+(?:[/?][^#]*)?$/iu.test(value);
    }, `${label} is a URL such as https://login.example.org/token, without user name or fragment.`)
    .nullish()
    .transform((value) => (value ? value : null));

const requestTimeoutMs = z
  .int()
  .min(1_000, 'The timeout is at least 1,000 ms.')
  .max(60_000, 'The timeout is at most 60,000 ms.')
  .default(10_000);

/** An OAuth client. Of a known provider the endpoints come from its data, whatever stands here. */
export const oauthClientInput = z
  .object({
    /** The one its redirect URI was shown with; for a new client. */
    id: z
      .uuid()
      .nullish()
      .transform((value) => value ?? null),
    /** 0 for a new one. */
    version: z.int().min(0).default(0),
    name: line('The name', 80),
    provider: oauthProviderId,
    cloud: line('The cloud', 40).default('global'),
    directory: optionalLine('The directory (tenant) id', 253),
    clientId: line('The client id', 500),
    authentication: clientAuthenticationMethod,
    secretAction,
    /** Client secret, private key in PEM form, or Google's JSON key file. */
    secret: z
      .string()
      .max(16_384, 'The secret has more than 16,384 characters.')
      .nullish()
      .transform((value) => value ?? null),
    /** When the provider stops taking it. */
    secretExpiresAt: z.coerce
      .date('Enter the day on which the secret expires.')
      .min(new Date('2000-01-01T00:00:00Z'), 'Enter the day on which the secret expires, with a year of four digits.')
      .max(new Date('9999-12-31T23:59:59Z'), 'Enter the day on which the secret expires, with a year of four digits.')
      .nullish()
      .transform((value) => value ?? null),
    keyId: optionalLine('The key id', 200),
    certificate: certificates,
    unattendedFlow: unattendedFlow.default('CLIENT_CREDENTIALS'),
    issuer: endpoint('The issuer'),
    authorizationUrl: endpoint('The authorization URL').refine(
      (value) => value === null || isHttpsOrLoopback(value),
      'People sign in there: use https, or an address of this machine.',
    ),
    tokenUrl: endpoint('The token URL'),
    revocationUrl: endpoint('The revocation URL'),
    introspectionUrl: endpoint('The introspection URL'),
    promisesIssuer: z.boolean().default(false),
    scope,
    connectTimeoutMs: requestTimeoutMs,
    requestTimeoutMs,
    ca: certificates,
    dropTokens: z.boolean().default(false),
  })
  .superRefine((input, context) => {
    const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (input.provider === 'generic' && input.tokenUrl === null)
      issue('tokenUrl', 'The token URL is missing. Enter the issuer and press Discover, or type it.');
    if (input.secretAction === 'REPLACE' && !input.secret) issue('secret', 'Enter the new secret.');
  });

export const discoverEndpointsInput = z.object({
  issuer: endpoint('The issuer')
    .refine((value) => value !== null, 'The issuer is missing.')
    .transform((value) => value),
  connectTimeoutMs: requestTimeoutMs,
  requestTimeoutMs,
  ca: certificates,
});

export type OAuthClientInput = z.output<typeof oauthClientInput>;
export type DiscoverEndpointsInput = z.output<typeof discoverEndpointsInput>;
