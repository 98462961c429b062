import { oauthClientInput } from '@posthorn/contracts';
import { z } from 'zod';
import type {
  ClientAuthenticationMethod,
  OAuthClientFieldsFragment,
  OAuthClientInput,
  OAuthFlow,
  OAuthProviderFieldsFragment,
  SecretAction,
} from '@/generated/graphql.ts';

export type SavedClient = OAuthClientFieldsFragment;
export type Provider = OAuthProviderFieldsFragment;

const { name, provider, cloud, directory, clientId, authentication, keyId, certificate, unattendedFlow } = oauthClientInput.shape;
const { issuer, authorizationUrl, tokenUrl, revocationUrl, introspectionUrl, promisesIssuer } = oauthClientInput.shape;
const { scope, connectTimeoutMs, requestTimeoutMs, ca } = oauthClientInput.shape;

/** The contract's fields of an OAuth client, for a form's schema: at its top, or under a name of a larger form. */
export const clientShape = z.object({
  name,
  provider,
  cloud,
  directory,
  clientId,
  authentication,
  keyId,
  certificate,
  unattendedFlow,
  issuer,
  authorizationUrl,
  tokenUrl,
  revocationUrl,
  introspectionUrl,
  promisesIssuer,
  scope,
  connectTimeoutMs,
  requestTimeoutMs,
  ca,
  /** As `SecretField` holds it: undefined keeps, null removes, text replaces the stored one. */
  secret: z.string().max(16_384, 'The secret has more than 16,384 characters.').nullish(),
  /** `2027-05-01`, or empty. */
  secretExpiresAt: z
    .string()
    .regex(/^(\d{4}-\d{2}-\d{2})?$/u, 'Enter the day on which the secret expires.')
    .nullish(),
});

export type ClientValues = z.input<typeof clientShape>;
export type ParsedClientValues = z.output<typeof clientShape>;

const blank: ClientValues = {
  name: '',
  provider: 'google',
  cloud: 'global',
  directory: '',
  clientId: '',
  authentication: 'CLIENT_SECRET_POST',
  secret: undefined,
  secretExpiresAt: '',
  keyId: '',
  certificate: '',
  unattendedFlow: 'CLIENT_CREDENTIALS',
  issuer: '',
  authorizationUrl: '',
  tokenUrl: '',
  revocationUrl: '',
  introspectionUrl: '',
  promisesIssuer: false,
  scope: '',
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  ca: '',
};

/** What a form starts with; null: a client that is not there yet. `fallbackName` names it where the form has no field for that. */
export function clientValues(saved: SavedClient | null, fallbackName = ''): ClientValues {
  if (saved === null) return { ...blank, name: fallbackName };
  const isGeneric = saved.provider === 'generic';
  return {
    ...blank,
    name: saved.name,
    provider: saved.provider as ClientValues['provider'],
    cloud: saved.cloud,
    directory: saved.directory ?? '',
    clientId: saved.clientId,
    authentication: saved.authentication,
    secretExpiresAt: saved.secretExpiresAt?.slice(0, 10) ?? '',
    keyId: saved.keyId ?? '',
    certificate: saved.certificate ?? '',
    unattendedFlow: saved.unattendedFlow === 'JWT_BEARER' ? 'JWT_BEARER' : 'CLIENT_CREDENTIALS',
    // Of a known provider they are no values of their own: they follow from it.
    ...(isGeneric && {
      issuer: saved.issuer ?? '',
      authorizationUrl: saved.authorizationUrl ?? '',
      tokenUrl: saved.tokenUrl,
      revocationUrl: saved.revocationUrl ?? '',
      introspectionUrl: saved.introspectionUrl ?? '',
      promisesIssuer: saved.promisesIssuer,
    }),
    scope: saved.scope,
    connectTimeoutMs: saved.connectTimeoutMs,
    requestTimeoutMs: saved.requestTimeoutMs,
    ca: saved.ca ?? '',
  };
}

interface ClientOrigin {
  saved: SavedClient | null;
  /** The id its redirect URI was shown with; for a new one. */
  newId?: string | null;
  version?: number;
  dropTokens?: boolean;
}

/** What the API takes, from values the schema has seen. */
export function clientInput(values: ParsedClientValues, { saved, newId, version, dropTokens = false }: ClientOrigin): OAuthClientInput {
  const { secret, secretExpiresAt, ...rest } = values;
  const isPublic = values.authentication === 'NONE';
  return {
    ...rest,
    ...unattendedFlowOf(values),
    id: saved === null ? (newId ?? null) : null,
    version: version ?? saved?.version ?? 0,
    secretAction: secretActionOf(isPublic ? null : secret, saved),
    secret: isPublic ? null : (secret ?? null),
    secretExpiresAt: secretExpiresAt && !isPublic ? `${secretExpiresAt}T00:00:00.000Z` : null,
    dropTokens,
  };
}

/** A known provider has one way without a person. */
const unattendedFlowOf = (values: Pick<ClientValues, 'provider'>): { unattendedFlow?: OAuthFlow } =>
  values.provider === 'google'
    ? { unattendedFlow: 'JWT_BEARER' }
    : values.provider === 'microsoft365'
      ? { unattendedFlow: 'CLIENT_CREDENTIALS' }
      : {};

function secretActionOf(secret: string | null | undefined, saved: SavedClient | null): SecretAction {
  if (secret === null) return saved?.secretSet === true ? 'REMOVE' : 'KEEP';
  return secret ? 'REPLACE' : 'KEEP';
}

/** Whether the client proves itself with a key instead of a secret. */
export const usesKey = (method: ClientAuthenticationMethod): boolean => method === 'PRIVATE_KEY_JWT';

const filled = (url: string | null | undefined, directoryId: unknown): string =>
  (url ?? '').replace(
    '{directory}',
    encodeURIComponent(typeof directoryId === 'string' && directoryId.trim() ? directoryId.trim() : 'common'),
  );

/** Every place that receives the client's secret or tokens, and what proves that it is the place, in words and as it stands in the form. */
function receivers(values: ClientValues, providers: readonly Provider[]): [label: string, value: string][] {
  const known = providers.find(({ id }) => id === values.provider)?.clouds.find(({ id }) => id === values.cloud);
  const from = values.provider === 'generic' || known === undefined ? values : known;
  return [
    ['issuer', filled(from.issuer, values.directory).trim()],
    ['token URL', filled(from.tokenUrl, values.directory).trim()],
    ['revocation URL', filled(from.revocationUrl, values.directory).trim()],
    ['introspection URL', filled(from.introspectionUrl, values.directory).trim()],
    ['trusted certificates', String(values.ca ?? '').replace(/\s+/gu, '')],
  ];
}

/** Why a stored secret can't be kept, in words: it goes only where it was given for, and a key is no secret. Empty: it can. */
export function secretObstacles(values: ClientValues, saved: SavedClient | null, providers: readonly Provider[]): string[] {
  if (saved === null || !saved.secretSet || values.authentication === 'NONE') return [];
  const before = receivers(clientValues(saved), providers);
  const moved = receivers(values, providers)
    .filter(([, value], index) => value !== before[index]?.[1])
    .map(([label]) => label);
  return usesKey(values.authentication) === usesKey(saved.authentication) ? moved : ['authentication', ...moved];
}

/** What the contract asks of the whole, and that a stored secret stays with its URLs. `at`: where the client stands in the form's values. */
export function requireClient(
  values: ClientValues,
  saved: SavedClient | null,
  providers: readonly Provider[],
  context: z.RefinementCtx,
  at: readonly string[] = [],
): void {
  const issue = (field: keyof ClientValues, message: string): void => context.addIssue({ code: 'custom', path: [...at, field], message });
  const obstacles = secretObstacles(values, saved, providers);
  const what = usesKey(values.authentication) ? 'private key' : 'client secret';
  if (values.provider === 'generic' && !values.tokenUrl?.trim())
    issue('tokenUrl', 'The token URL is missing. Enter the issuer and press Discover, or type it.');
  if (values.provider === 'microsoft365' && !values.directory?.trim())
    issue('directory', 'The directory (tenant) id is missing. It stands on the application’s Overview page.');
  if (values.authentication === 'NONE') return;
  const isStored = saved?.secretSet === true;
  if (values.secret === null) issue('secret', `The client needs its ${what}: replace it, or choose another authentication.`);
  else if (values.secret === '') issue('secret', isStored ? `Enter the new ${what}, or keep the stored one.` : `The ${what} is missing.`);
  else if (values.secret === undefined && !isStored) issue('secret', `The ${what} is missing.`);
  else if (values.secret === undefined && obstacles.length > 0)
    issue('secret', `Enter the ${what} again. Changed: ${obstacles.join(', ')}.`);
}

export const clientFormSchema = (saved: SavedClient | null, providers: readonly Provider[]) =>
  clientShape.superRefine((values, context) => requireClient(values, saved, providers, context));

const advancedDefaults = {
  unattendedFlow: blank.unattendedFlow,
  promisesIssuer: blank.promisesIssuer,
  connectTimeoutMs: blank.connectTimeoutMs,
  requestTimeoutMs: blank.requestTimeoutMs,
  ca: '',
} as const satisfies Partial<ClientValues>;

/** Fields under Advanced. */
export const advancedNames = Object.keys(advancedDefaults) as (keyof typeof advancedDefaults)[];

/** How many advanced fields differ from their defaults, as they stand in the form. */
export const changedAdvanced = (values: ClientValues): number =>
  advancedNames.filter((field) => hasField(values, field) && (values[field] ?? '') !== advancedDefaults[field]).length;

/** Known providers leave no choice in these. */
const hasField = ({ provider: id }: ClientValues, field: keyof typeof advancedDefaults): boolean =>
  id === 'generic' || (field !== 'unattendedFlow' && field !== 'promisesIssuer');

/** The scope that is asked for in the end where a profile names none. */
export function scopeFor(
  values: Pick<ClientValues, 'provider' | 'cloud' | 'scope'>,
  flow: OAuthFlow,
  providers: readonly Provider[],
): string {
  const known = providers.find(({ id }) => id === values.provider)?.clouds.find(({ id }) => id === values.cloud);
  return values.scope?.trim() || (known?.scopes.find((one) => one.flow === flow)?.scope ?? '');
}

/** What the key file of a Google service account says; null: it is none. */
export function serviceAccountIn(text: string): { clientId: string } | null {
  try {
    const content = JSON.parse(text) as { type?: unknown; client_email?: unknown } | null;
    return content?.type === 'service_account' && typeof content.client_email === 'string' ? { clientId: content.client_email } : null;
  } catch {
    return null;
  }
}
