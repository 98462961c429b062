'use client';

import { Disclosure, Panel, Tabs, TextLink } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { OAuthFlow } from '@/generated/graphql.ts';
import { scopeFor, usesKey } from './client-values.ts';
import type { Provider } from './client-values.ts';
import { CopyValue } from './copy-value.tsx';
import { useClientForm } from './use-client-form.ts';

interface ProviderChecklistProps {
  prefix?: string;
  providers: readonly Provider[];
  redirectUri: string;
  className?: string;
}

/** What to set up at the provider, step by step, with what to copy there; for a mailbox that consents, and for nobody. */
export function ProviderChecklist({ prefix = '', providers, redirectUri, className }: ProviderChecklistProps): ReactElement | null {
  const { values } = useClientForm(prefix);
  const [chosen, setChosen] = useState<OAuthFlow | null>(null);
  const provider = providers.find(({ id }) => id === values.provider);
  if (provider === undefined) return null;
  const isUnattended = values.provider === 'google' && usesKey(values.authentication);
  const fitting = provider.flows.find(({ flow }) => (flow === 'AUTHORIZATION_CODE') !== isUnattended) ?? provider.flows[0];
  const shown = provider.flows.some(({ flow }) => flow === chosen) ? chosen : fitting?.flow;

  return (
    <Panel title={`At ${provider.id === 'generic' ? 'the provider' : provider.name}`} {...(className !== undefined && { className })}>
      <Tabs
        aria-label="Who signs in"
        value={shown ?? ''}
        onValueChange={(flow) => setChosen(flow as OAuthFlow)}
        items={provider.flows.map((one) => ({
          value: one.flow,
          label: one.flow === 'AUTHORIZATION_CODE' ? 'With a person' : 'Without a person',
          content: <Steps flow={one} values={{ REDIRECT_URI: redirectUri, SCOPE: scopeFor(values, one.flow, providers) }} />,
        }))}
      />
      <div className="mt-4 flex flex-col gap-2 border-t pt-3">
        {provider.notes.map((note) => (
          <p key={note} className="text-xs text-muted-foreground">
            {note}
          </p>
        ))}
        {provider.refreshTokenEndsWhen.length > 0 && (
          <Disclosure bare title="What ends a refresh token">
            <ul className="list-disc pl-4 text-muted-foreground">
              {provider.refreshTokenEndsWhen.map((end) => (
                <li key={end}>{end}</li>
              ))}
            </ul>
          </Disclosure>
        )}
        <p>
          <TextLink href={provider.documentation}>{provider.id === 'generic' ? 'RFC 6749' : `${provider.name}: documentation`}</TextLink>
        </p>
      </div>
    </Panel>
  );
}

interface StepsProps {
  flow: Provider['flows'][number];
  values: { REDIRECT_URI: string; SCOPE: string };
}

const copyLabels = { REDIRECT_URI: 'Copy the redirect URI', SCOPE: 'Copy the scopes' };

function Steps({ flow, values }: StepsProps): ReactElement {
  return (
    <>
      <p className="mb-2 text-muted-foreground">{flow.label}</p>
      <ol className="flex list-decimal flex-col gap-2 pl-5 marker:text-muted-foreground">
        {flow.checklist.map(({ text, copy }) => {
          const value = copy === 'REDIRECT_URI' || copy === 'SCOPE' ? values[copy] : '';
          return (
            <li key={text}>
              {text}
              {value !== '' && <CopyValue value={value} label={copyLabels[copy as keyof typeof copyLabels]} className="mt-1" />}
            </li>
          );
        })}
      </ol>
    </>
  );
}
