'use client';

import { SelectField, TextLink } from '@posthorn/ui';
import { ExternalLink } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactElement } from 'react';
import { useFormContext } from 'react-hook-form';
import { send } from '@/api/browser.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';
import { OAuthClientChoicesDocument } from '@/generated/graphql.ts';
import type { OAuthClientChoiceFragment } from '@/generated/graphql.ts';
import type { Preset } from '@/features/submissions/presets.ts';
import type { SubmissionValues } from '@/features/submissions/submission-values.ts';

export type ClientChoice = OAuthClientChoiceFragment;

/** The tenant's OAuth clients, read again whenever this tab comes back to the front: one may have been made in another. */
export function useClientChoices(known: readonly ClientChoice[], onNew: (client: ClientChoice) => void): readonly ClientChoice[] {
  const [clients, setClients] = useState(known);
  const tenantId = useTenantId();
  const take = useEffectEvent((next: readonly ClientChoice[]) => {
    const [added, ...others] = next.filter(({ id }) => !clients.some((one) => one.id === id));
    setClients(next);
    if (added !== undefined && others.length === 0) onNew(added);
  });
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      void send(OAuthClientChoicesDocument, {}, tenantId).then(
        ({ oauthClients }) => take(oauthClients),
        () => undefined,
      );
    };
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [tenantId]);
  return clients;
}

interface ClientSelectProps {
  clients: readonly ClientChoice[];
  preset: Preset | undefined;
  /** The page that makes one. */
  newHref: string;
}

/** Which registration at the provider gives the tokens; those of the preset's provider come first. */
export function ClientSelect({ clients, preset, newHref }: ClientSelectProps): ReactElement {
  const { getFieldState, formState } = useFormContext<SubmissionValues>();
  const fits = (client: ClientChoice): boolean => client.provider === preset?.oauthProvider;
  const sorted = clients.toSorted((one, other) => Number(fits(other)) - Number(fits(one)) || one.name.localeCompare(other.name, 'en'));
  const isRefused = getFieldState('oauth.clientId', formState).invalid;
  return (
    <SelectField
      name="oauth.clientId"
      label="OAuth client"
      required
      placeholder={clients.length === 0 ? 'None yet' : 'Choose a client'}
      options={sorted.map(({ id, name, providerName }) => ({ value: id, label: name, description: providerName }))}
      disabled={clients.length === 0 && !isRefused}
      help={
        clients.length === 0
          ? 'Register Posthorn at the provider first: New OAuth client leads through it. What is typed here stays.'
          : 'The registration at the provider that gives the tokens.'
      }
      action={
        <TextLink href={newHref} target="_blank" className="text-sm whitespace-nowrap">
          New OAuth client
          <ExternalLink className="ml-1 inline size-3" aria-hidden />
          <span className="sr-only">, in a new tab</span>
        </TextLink>
      }
    />
  );
}
