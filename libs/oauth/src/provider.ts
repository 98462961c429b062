import type { ClientAuthenticationMethod, OAuthFlow } from '@posthorn/contracts';
import { providers } from './providers.ts';
import type { Endpoints, Parameter } from './types.ts';

export type ProviderId = 'google' | 'microsoft365' | 'generic';

/** One thing to do at the provider. `copy` is what to copy from our form into theirs. */
export interface ChecklistStep {
  text: string;
  copy: 'REDIRECT_URI' | 'SCOPE' | null;
}

/** One way to come by tokens at a provider. */
export interface ProviderFlow {
  flow: OAuthFlow;
  /** `Delegated: one mailbox consents`. */
  label: string;
  /** In order of preference. */
  authentications: readonly ClientAuthenticationMethod[];
  /** Fills the four parameter sets; what a person adds stands beside it. */
  authorizationParameters: readonly Parameter[];
  /** The provider wants the scope in refresh requests again. */
  sendsScopeOnRefresh: boolean;
  /** What to set up at the provider, in order. */
  checklist: readonly ChecklistStep[];
}

/** A separate installation of a provider: its own hosts, its own scopes. */
export interface ProviderCloud {
  id: string;
  label: string;
  /** `{directory}` stands for the directory id. */
  endpoints: Endpoints | null;
  /** Per flow; empty: the person knows. */
  scopes: Partial<Record<OAuthFlow, string>>;
  /** Submission host that takes these tokens; null: the person knows. */
  smtpHost: string | null;
}

export interface Provider {
  id: ProviderId;
  name: string;
  /** The form asks for a directory (tenant) id. */
  asksDirectory: boolean;
  clouds: readonly [ProviderCloud, ...ProviderCloud[]];
  flows: readonly ProviderFlow[];
  refreshToken: {
    /** Days after which an unused refresh token dies; null: not known. */
    idleDays: number | null;
    /** A refresh gives a new one, and the old one should be forgotten. */
    rotates: boolean;
    /** For the person: what else ends it. */
    endsWhen: readonly string[];
  };
  /** Days a client secret lives at most, so that the form asks for its date; null: it need not expire. */
  clientSecretDays: number | null;
  notes: readonly string[];
  documentation: string;
}

export function providerOf(id: ProviderId): Provider {
  const provider = providers.find((candidate) => candidate.id === id);
  if (!provider) throw new Error(`no provider ${id}`);
  return provider;
}

/** Names of no one directory: only delegated access knows them. */
const sharedDirectories = ['common', 'organizations', 'consumers'];

/** What is wrong with a directory id, in a sentence; null: nothing. It becomes part of a URL, so it is one word of a known shape. */
export function directoryProblem(directory: string, flow: OAuthFlow): string | null {
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(directory);
  const isDomain = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/iu.test(directory);
  if (isId || isDomain) return null;
  if (!sharedDirectories.includes(directory))
    return 'Enter the directory (tenant) id of the application’s Overview page, or a domain of the directory.';
  return flow === 'AUTHORIZATION_CODE' ? null : 'App-only access needs the id of one directory.';
}

/** Endpoints of a provider we know; null for the generic one, or a cloud that does not exist. `directory` must have been checked. */
export function endpointsOf(id: ProviderId, cloud: string, directory: string | null): Endpoints | null {
  const template = providerOf(id).clouds.find((candidate) => candidate.id === cloud)?.endpoints ?? null;
  if (!template) return null;
  const fill = (url: string): string => url.replace('{directory}', encodeURIComponent(directory ?? 'common'));
  const { authorization } = template;
  return { ...template, authorization: authorization === null ? null : fill(authorization), token: fill(template.token) };
}
