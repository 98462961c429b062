import type { OAuthClientInput, OAuthFlow } from '@posthorn/contracts';
import type { OAuthClient as Row } from '@posthorn/database';
import { directoryProblem, endpointsOf, providerOf, signingKeyProblem, type Provider } from '@posthorn/oauth';
import { Secret } from '@posthorn/vault';
import { invalidInput } from '../platform/errors/app-error.ts';
import { sameDestination } from './client-drops.ts';
import { readKeyFile } from './key-file.ts';

export type ClientSecretChange = { kind: 'keep' } | { kind: 'remove' } | { kind: 'replace'; secret: Secret };

/** What is stored of a client, beside its secret. */
export type ClientValues = Pick<
  Row,
  | 'name'
  | 'provider'
  | 'cloud'
  | 'directory'
  | 'clientId'
  | 'authentication'
  | 'secretExpiresAt'
  | 'keyId'
  | 'certificate'
  | 'unattendedFlow'
  | 'issuer'
  | 'authorizationUrl'
  | 'tokenUrl'
  | 'revocationUrl'
  | 'introspectionUrl'
  | 'promisesIssuer'
  | 'scope'
  | 'connectTimeoutMs'
  | 'requestTimeoutMs'
  | 'ca'
>;

export interface ResolvedClient {
  values: ClientValues;
  secret: ClientSecretChange;
  /** What was changed on the way in, as sentences for the person. */
  notes: string[];
}

export interface ResolveOptions {
  /** Opens the stored secret, to judge a key by a changed certificate; null: it can't be read any more. */
  open: () => Secret | null;
  /** Some setup uses the client where nobody consents. */
  usedUnattended?: boolean;
  /** Prefix of field names in refusals. Default: none. */
  field?: string;
}

/**
 * What an input comes to: a known provider decides the endpoints, a key file fills in what it knows, and a stored secret stays with the
 * endpoints it was given for.
 *
 * @throws AppError INVALID_INPUT
 */
export function resolveClient(
  input: OAuthClientInput,
  stored: Row | null,
  { open, usedUnattended, field = '' }: ResolveOptions,
): ResolvedClient {
  const fault = (name: string, sentence: string): never => {
    throw invalidInput(`${field}${name}`, sentence);
  };
  const provider = providerOf(input.provider);
  const typed = readKeyFile(input, fault);
  const unattendedFlow = unattendedFlowOf(provider, input);
  requireMethod(provider, typed.authentication, unattendedFlow, fault);
  const place = placeOf(provider, input, usedUnattended ? unattendedFlow : 'AUTHORIZATION_CODE', fault);
  const signs = typed.authentication === 'PRIVATE_KEY_JWT';
  const values: ClientValues = {
    name: input.name,
    provider: provider.id,
    clientId: typed.clientId,
    authentication: typed.authentication,
    unattendedFlow,
    ...place,
    keyId: signs ? typed.keyId : null,
    certificate: signs ? input.certificate : null,
    secretExpiresAt: typed.authentication === 'NONE' ? null : input.secretExpiresAt,
    scope: input.scope,
    connectTimeoutMs: input.connectTimeoutMs,
    requestTimeoutMs: input.requestTimeoutMs,
    ca: input.ca,
  };
  const secret = secretOf({ action: input.secretAction, secret: typed.secret, values, stored, fault });
  if (signs) requireKey(secret.kind === 'replace' ? secret.secret : keyToJudge(values, stored, open), values, fault);
  return { values, secret, notes: typed.notes };
}

export type Fault = (name: string, sentence: string) => never;

/** Known providers know one way each. */
function unattendedFlowOf({ id, flows }: Provider, input: OAuthClientInput): Row['unattendedFlow'] {
  const known = id === 'generic' ? undefined : flows.find(({ flow }) => flow !== 'AUTHORIZATION_CODE');
  return known?.flow ?? input.unattendedFlow;
}

function requireMethod({ id, name, flows }: Provider, method: Row['authentication'], flow: OAuthFlow, fault: Fault): void {
  if (!flows.some(({ authentications }) => authentications.includes(method)))
    fault('authentication', `${name} does not take clients that authenticate so. Choose another way.`);
  if (id === 'generic' && flow === 'JWT_BEARER' && method !== 'PRIVATE_KEY_JWT')
    fault('authentication', 'A JWT bearer assertion is signed: choose the private key.');
}

type Place = Pick<
  ClientValues,
  'cloud' | 'directory' | 'issuer' | 'authorizationUrl' | 'tokenUrl' | 'revocationUrl' | 'introspectionUrl' | 'promisesIssuer'
>;

function placeOf({ id, name, asksDirectory, clouds }: Provider, input: OAuthClientInput, flow: OAuthFlow, fault: Fault): Place {
  if (!clouds.some((cloud) => cloud.id === input.cloud)) fault('cloud', `Choose a cloud of ${name}.`);
  const directory = asksDirectory ? (input.directory ?? '') : null;
  const problem = directory === null ? null : directoryProblem(directory, flow);
  if (problem) fault('directory', problem);
  const known = endpointsOf(id, input.cloud, directory);
  if (!known) return { ...typedEndpoints(input), cloud: input.cloud, directory };
  const { issuer, authorization, token, revocation, introspection, promisesIssuer } = known;
  return {
    cloud: input.cloud,
    directory,
    issuer,
    promisesIssuer,
    authorizationUrl: authorization,
    tokenUrl: token,
    revocationUrl: revocation,
    introspectionUrl: introspection,
  };
}

const typedEndpoints = ({ issuer, authorizationUrl, tokenUrl, revocationUrl, introspectionUrl, promisesIssuer }: OAuthClientInput) => ({
  // The contract demands the token URL of a provider we do not know.
  issuer,
  authorizationUrl,
  tokenUrl: tokenUrl ?? '',
  revocationUrl,
  introspectionUrl,
  promisesIssuer,
});

interface SecretInput {
  action: OAuthClientInput['secretAction'];
  secret: string | null;
  values: ClientValues;
  stored: Row | null;
  fault: Fault;
}

function secretOf({ action, secret, values, stored, fault }: SecretInput): ClientSecretChange {
  // Without authentication there is nobody to give it to.
  if (values.authentication === 'NONE') return { kind: 'remove' };
  const what = values.authentication === 'PRIVATE_KEY_JWT' ? 'private key' : 'client secret';
  if (action === 'REPLACE') {
    const clean = (secret ?? '').trim();
    if (what === 'client secret' && /\p{Cc}/u.test(clean))
      fault('secret', 'The client secret holds a line break or an invisible control character; copy it again.');
    return clean === '' ? fault('secret', `Enter the new ${what}.`) : { kind: 'replace', secret: Secret.of(clean) };
  }
  if (action === 'REMOVE') return fault('secret', `The client authenticates with a ${what}: replace it, or choose another authentication.`);
  if (!stored?.secret) return fault('secret', `Enter the ${what}.`);
  if (isKey(stored.authentication) !== isKey(values.authentication)) fault('secret', `The stored secret is no ${what}. Enter the ${what}.`);
  if (!sameDestination(stored, values))
    fault('secret', `The stored ${what} was given for ${hostOf(stored)} as it was set up, and is only ever used there. Enter it again.`);
  return { kind: 'keep' };
}

const isKey = (method: Row['authentication']): boolean => method === 'PRIVATE_KEY_JWT';
const hostOf = ({ tokenUrl }: Row): string => URL.parse(tokenUrl)?.host ?? tokenUrl;

/** A stored key was judged when it was given, by the certificate beside it. */
const keyToJudge = (values: ClientValues, stored: Row | null, open: () => Secret | null): Secret | null =>
  values.certificate === (stored?.certificate ?? null) ? null : open();

function requireKey(key: Secret | null, { certificate }: ClientValues, fault: Fault): void {
  const problem = key && signingKeyProblem(key, certificate);
  if (problem) fault(/^The certificate/u.test(problem) ? 'certificate' : 'secret', problem);
}
