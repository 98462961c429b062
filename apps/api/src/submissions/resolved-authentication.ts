import { emailKey, type SubmissionAdvanced, type SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient } from '@posthorn/database';
import { directoryProblem, providerOf, reservedParameterIn, type ProviderId } from '@posthorn/oauth';
import type { Preset } from '@posthorn/smtp';
import { flowOf } from '../oauth/registration.ts';
import { invalidInput } from '../platform/errors/app-error.ts';

/** How a setup signs in, as it is typed. */
export interface AuthenticationInput {
  authentication: 'PASSWORD' | 'OAUTH2';
  oauth: SubmissionOAuth | null;
  advanced: SubmissionAdvanced;
}

/** How a setup signs in, as it is stored. With PASSWORD nothing of OAuth stays. */
export interface ResolvedAuthentication {
  authentication: 'PASSWORD' | 'OAUTH2';
  oauthClientId: string | null;
  oauth: SubmissionOAuth | null;
}

const parameterSets = [
  'authorizationParameters',
  'authorizationCodeParameters',
  'clientCredentialsParameters',
  'refreshParameters',
] as const satisfies (keyof SubmissionOAuth)[];

/** @throws AppError INVALID_INPUT for a preset that signs everybody in with one name, and for parameters the protocol owns */
export function resolveAuthentication(
  { authentication, oauth }: AuthenticationInput,
  preset: Preset,
  field: string,
): ResolvedAuthentication {
  if (authentication === 'PASSWORD') return { authentication, oauthClientId: null, oauth: null };
  if (preset.fixedUsername)
    throw invalidInput(
      `${field}authentication`,
      `${preset.name} signs everybody in as “${preset.fixedUsername}” with a password of its own, and takes no OAuth tokens. Choose the password.`,
    );
  if (oauth === null) throw invalidInput(`${field}oauth`, 'Say how tokens come about.');
  refuseReserved(oauth, field);
  return { authentication, oauthClientId: oauth.clientId, oauth };
}

function refuseReserved(oauth: SubmissionOAuth, field: string): void {
  for (const set of parameterSets)
    for (const [index, parameter] of oauth[set].entries())
      if (reservedParameterIn([parameter]) !== null)
        throw invalidInput(
          `${field}oauth.${set}.${index}.name`,
          `“${parameter.name}” belongs to the protocol: Posthorn sets it itself, or leaves it out. Remove it.`,
        );
}

/** The mechanisms a person may choose carry a password. */
export const withoutPasswordMechanism = ({ authentication, advanced }: AuthenticationInput): SubmissionAdvanced =>
  authentication === 'OAUTH2' ? { ...advanced, mechanism: 'AUTO' } : advanced;

/** What to know of signing in with tokens. */
export function tokenNotes(input: AuthenticationInput & { username: string | null; fromAddress: string }): string[] {
  const { authentication, username, fromAddress, advanced } = input;
  if (authentication === 'PASSWORD') return [];
  const notes =
    advanced.mechanism === 'AUTO'
      ? []
      : ['The mechanism was set back to Automatic: the one chosen carries a password, and a token travels by its own.'];
  if (username?.includes('@') && emailKey(username) !== emailKey(fromAddress))
    notes.push(`${username} signs in, and mail comes from ${fromAddress}: ${username} needs “Send As” for that mailbox.`);
  return notes;
}

type Client = Pick<OAuthClient, 'name' | 'provider' | 'cloud' | 'directory' | 'authorizationUrl' | 'authentication' | 'unattendedFlow'> & {
  secret: object | null;
};

/**
 * Whether the client a setup names can give it tokens; `null`: there is none of this id. Answers notes for the person.
 *
 * @throws AppError INVALID_INPUT at `oauth.clientId` or `oauth.interactive`
 */
export function requireClient(
  { authentication, oauth, host }: ResolvedAuthentication & { host: string },
  client: Client | null,
  preset: Pick<Preset, 'name'> & { oauth?: Preset['oauth'] },
  field = '',
): string[] {
  if (authentication === 'PASSWORD' || oauth === null) return [];
  if (!client) throw invalidInput(`${field}oauth.clientId`, 'There is no such OAuth client, or it is not yours. Choose one from the list.');
  const problem = oauth.interactive ? consentProblem(client) : unattendedProblem(client);
  if (problem !== null) throw invalidInput(`${field}oauth.interactive`, problem);
  const wanted = preset.oauth?.provider;
  if (!wanted || client.provider === 'generic' || client.provider === wanted) return cloudNotes(client, host);
  return [
    `${preset.name} takes tokens of ${providerOf(wanted).name}, and the client “${client.name}” is registered at ${providerOf(client.provider as ProviderId).name}.`,
  ];
}

/** National clouds know nothing of each other's tokens. */
function cloudNotes({ name, provider, cloud }: Client, host: string): string[] {
  const { clouds } = providerOf(provider as ProviderId);
  const [own, taken] = [clouds.find(({ id }) => id === cloud), clouds.find(({ smtpHost }) => smtpHost === host)];
  if (!own || !taken || own === taken) return [];
  return [`${host} takes tokens of the cloud ${taken.label}, and the client “${name}” is registered in the cloud ${own.label}.`];
}

const consentProblem = ({ name, authorizationUrl }: Client): string | null =>
  authorizationUrl === null
    ? `The client “${name}” has no authorization URL, so nobody can consent. Enter one there, or let nobody consent.`
    : null;

function unattendedProblem(client: Client): string | null {
  const { name, provider, directory, authentication } = client;
  const flow = flowOf(client, false);
  const wrong = provider === 'microsoft365' ? directoryProblem(directory ?? 'common', flow) : null;
  if (wrong !== null) return `${wrong} Enter it at the client “${name}”, or let a person consent.`;
  if (flow === 'JWT_BEARER' && (authentication !== 'PRIVATE_KEY_JWT' || client.secret === null))
    return `Where nobody consents, the client “${name}” signs an assertion, and has no private key for it. Store the key there, or let a person consent.`;
  if (authentication === 'NONE')
    return `The client “${name}” is a public one: without a secret it gets tokens only where a person consents.`;
  return null;
}
