import type { Tone } from '@posthorn/ui';
import type { GrantStateName, OAuthClientsQuery } from '@/generated/graphql.ts';
import { grantStates } from '../../../../features/oauth/grant-words.ts';

export type ClientRow = OAuthClientsQuery['oauthClients'][number];

export interface ClientState {
  tone: Tone;
  label: string;
  meaning: string;
}

/** From the one that needs a person most. What goes well is not among them. */
const troubles: readonly GrantStateName[] = ['CONSENT_NEEDED', 'REFRESH_FAILING', 'NONE', 'REVOKED', 'AWAITING_CONSENT'];

/** The worst that can be said of a client: its secret first, for that ends every profile at once. */
export function clientState({ authentication, secretSet, secretEndsInDays, profiles }: Omit<ClientRow, 'id' | 'name'>): ClientState {
  if (authentication !== 'NONE' && !secretSet) return { tone: 'danger', label: 'No secret', meaning: 'Enter its secret or key.' };
  if (secretEndsInDays === 0)
    return { tone: 'danger', label: 'Secret ended', meaning: 'The provider no longer takes it: enter a new one. Tokens are kept.' };
  if (profiles.length === 0) return { tone: 'neutral', label: 'Not used', meaning: 'No email profile signs in with it yet.' };
  const worst = troubles.find((state) => profiles.some(({ grantState }) => grantState === state));
  if (worst === undefined) return { tone: 'success', label: 'Working', meaning: 'Every profile that uses it holds a token.' };
  const { label, tone } = grantStates[worst];
  const count = profiles.filter(({ grantState }) => grantState === worst).length;
  return {
    tone: tone === 'neutral' ? 'warning' : tone,
    label: profiles.length === 1 ? label : `${label}: ${count} of ${profiles.length}`,
    meaning: grantStates[worst].meaning,
  };
}

/** Days count near an end: weeks would round them away. */
export const daysText = (days: number): string => (days === 1 ? 'in a day' : `in ${days} days`);

/** The clients a search leaves over: by name, provider, client id, or a profile that uses them. */
export function shownClients(clients: readonly ClientRow[], search: string | undefined): ClientRow[] {
  const wanted = search?.trim().toLowerCase() ?? '';
  return clients.filter(({ name, providerName, clientId, profiles }) =>
    [name, providerName, clientId, ...profiles.map((profile) => profile.name)].some((text) => text.toLowerCase().includes(wanted)),
  );
}
