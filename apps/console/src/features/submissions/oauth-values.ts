import { defaultOAuth } from '@posthorn/contracts';
import type { SubmissionOAuth, submissionOAuth } from '@posthorn/contracts';
import type { z } from 'zod';
import type { OAuthFlow } from '@/generated/graphql.ts';

/** As a form holds it: an emptied number is null and stands for its default. */
export type OAuthValues = z.input<typeof submissionOAuth>;

/** Additional parameters, by the request that carries them. */
const parameterSets = [
  'authorizationParameters',
  'authorizationCodeParameters',
  'clientCredentialsParameters',
  'refreshParameters',
] as const satisfies (keyof SubmissionOAuth)[];
export type ParameterSet = (typeof parameterSets)[number];

const setsOfConsent: ParameterSet[] = ['authorizationParameters', 'authorizationCodeParameters', 'refreshParameters'];

/** Those that mean anything: of a person's consent, or of the application signing in by itself. */
export const shownSets = (interactive: boolean): ParameterSet[] => (interactive ? setsOfConsent : ['clientCredentialsParameters']);

const oauthNames = Object.keys(defaultOAuth) as (keyof SubmissionOAuth)[];

/** Without what GraphQL adds, and with every field: forms compare them one by one. */
export function oauthValuesOf(saved: SubmissionOAuth | null): OAuthValues {
  const from = saved ?? defaultOAuth;
  const values = Object.fromEntries(oauthNames.map((name) => [name, from[name]])) as SubmissionOAuth;
  for (const name of parameterSets) values[name] = values[name].map((parameter) => ({ name: parameter.name, value: parameter.value }));
  return values;
}

/** What is judged and sent: rows nobody filled in are none, and parameters out of sight stay as they are saved. */
export function toOAuth(values: OAuthValues, saved: SubmissionOAuth | null): OAuthValues {
  const shown = shownSets(values.interactive === true);
  const before = saved ?? defaultOAuth;
  const sets = parameterSets.map((name) => [name, shown.includes(name) ? filledRows(values[name]) : before[name]] as const);
  return { ...values, ...Object.fromEntries(sets) };
}

const filledRows = (rows: OAuthValues[ParameterSet]) => (rows ?? []).filter(({ name, value }) => name.trim() !== '' || value !== '');

/** Refuses at the row each name that belongs to the protocol. `reserved` in small letters. */
export function refuseReserved(values: SubmissionOAuth, reserved: readonly string[], context: z.RefinementCtx): void {
  for (const set of shownSets(values.interactive)) {
    for (const [index, { name }] of values[set].entries()) {
      if (!reserved.includes(name.trim().toLowerCase())) continue;
      const message = name.trim().toLowerCase() === 'scope' ? 'The scope has a field of its own.' : `“${name}” belongs to the protocol.`;
      context.addIssue({ code: 'custom', path: ['oauth', set, index, 'name'], message });
    }
  }
}

/** How many of the advanced fields differ from their defaults, as they stand in the form. */
export function changedOAuthCount(values: OAuthValues): number {
  const names = [
    'accessTokenTimeoutSeconds',
    'defaultExpirationSeconds',
    'refreshBeforeSeconds',
    ...shownSets(values.interactive === true),
  ];
  const shown = toOAuth(values, null);
  return names.filter((name) => {
    const key = name as keyof OAuthValues;
    return JSON.stringify(shown[key] ?? defaultOAuth[key]) !== JSON.stringify(defaultOAuth[key]);
  }).length;
}

/** What of an OAuth client decides which scope is asked for. */
export interface ScopeSource {
  provider: string;
  cloud: string;
  /** Empty: the provider's. */
  scope: string;
  unattendedFlow: OAuthFlow;
}

interface ProviderScopes {
  id: string;
  clouds: readonly { id: string; scopes: readonly { flow: OAuthFlow; scope: string }[] }[];
}

/** What is asked for where the setup names no scope: the client's, else what the provider documents. Null: nothing known. */
export function inheritedScope(client: ScopeSource | undefined, interactive: boolean, providers: readonly ProviderScopes[]): string | null {
  if (client === undefined) return null;
  if (client.scope !== '') return client.scope;
  const flow = interactive ? 'AUTHORIZATION_CODE' : client.unattendedFlow;
  const cloud = providers.find(({ id }) => id === client.provider)?.clouds.find(({ id }) => id === client.cloud);
  return cloud?.scopes.find((one) => one.flow === flow)?.scope ?? null;
}
