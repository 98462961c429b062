'use client';

import { FileTextField, RadioField, SelectField, TextField } from '@posthorn/ui';
import { useEffect, useEffectEvent } from 'react';
import type { ReactElement } from 'react';
import type { ClientAuthenticationMethod } from '@/generated/graphql.ts';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { ClientSecretFields } from './client-secret-fields.tsx';
import { scopeFor, usesKey } from './client-values.ts';
import type { ClientValues, Provider, SavedClient } from './client-values.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { RedirectUri } from './redirect-uri.tsx';
import { useClientForm } from './use-client-form.ts';

export interface ClientFieldsProps {
  /** Where the client stands in the form's values: `''` or `'oauthClient.'`. */
  prefix?: string;
  saved: SavedClient | null;
  providers: readonly Provider[];
  redirectUri: string;
  /** What to do about a provider that may not be reached from here. */
  egress?: EgressPath;
  /** Has a field for its name. Default true. */
  named?: boolean;
}

const typed = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

/** An OAuth client's registration: provider first, then what the provider gave. */
export function ClientFields({ prefix = '', saved, providers, redirectUri, egress, named = true }: ClientFieldsProps): ReactElement {
  const { values, at } = useClientForm(prefix);
  const provider = providers.find(({ id }) => id === values.provider);
  const isKeyFile = usesKey(values.authentication) && values.provider === 'google';
  useProviderDefaults(prefix, saved, provider);

  const secret = <ClientSecretFields prefix={prefix} saved={saved} providers={providers} />;
  return (
    <div className="flex flex-col gap-4">
      <RadioField name={at('provider')} label="Provider" inline options={providers.map(({ id, name }) => ({ value: id, label: name }))} />
      {named && (
        <TextField
          name={at('name')}
          label="Name"
          required
          autoComplete="off"
          help="Profiles choose it by this. Free to change."
          className="sm:max-w-1/2 sm:pr-2"
        />
      )}
      <RedirectUri value={redirectUri} />
      {values.provider === 'generic' && <EndpointFields prefix={prefix} egress={egress} />}
      <MicrosoftFields prefix={prefix} provider={provider} />
      {isKeyFile && secret}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          {...typed}
          name={at('clientId')}
          label="Client id"
          required
          mono
          help={values.provider === 'microsoft365' ? 'Application (client) ID of the Overview page.' : undefined}
        />
        <SelectField
          name={at('authentication')}
          label="Client authentication"
          options={methodsOf(provider).map((value) => ({ value, label: methodLabel(value, values) }))}
        />
      </div>
      {!isKeyFile && secret}
      <KeyDetails prefix={prefix} />
      <ScopeField prefix={prefix} providers={providers} />
    </div>
  );
}

function MicrosoftFields({ prefix, provider }: { prefix: string; provider: Provider | undefined }): ReactElement | null {
  const { at } = useClientForm(prefix);
  if (provider?.asksDirectory !== true) return null;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        {...typed}
        name={at('directory')}
        label="Directory (tenant) id"
        required
        mono
        placeholder="00000000-0000-0000-0000-000000000000"
        help="Of the Overview page, or a domain of the directory."
      />
      <SelectField name={at('cloud')} label="Cloud" options={provider.clouds.map(({ id, label }) => ({ value: id, label }))} />
    </div>
  );
}

/** By what the provider knows the key. */
function KeyDetails({ prefix }: { prefix: string }): ReactElement | null {
  const { values, at } = useClientForm(prefix);
  if (!usesKey(values.authentication) || values.provider === 'google') return null;
  if (values.provider === 'generic') {
    return <TextField {...typed} name={at('keyId')} label="Key id" hint="optional" mono help="The kid the provider knows the key by." />;
  }
  return (
    <FileTextField
      name={at('certificate')}
      label="Certificate"
      rows={4}
      accept=".pem,.crt,.cer,.txt"
      placeholder="-----BEGIN CERTIFICATE-----"
      help="The one that was uploaded under Certificates & secrets; Microsoft knows the key by it."
    />
  );
}

function ScopeField({ prefix, providers }: { prefix: string; providers: readonly Provider[] }): ReactElement {
  const { values, at } = useClientForm(prefix);
  const unscoped = { ...values, scope: '' };
  const isKeyFile = usesKey(values.authentication) && values.provider === 'google';
  const documented = scopeFor(unscoped, isKeyFile ? 'JWT_BEARER' : 'AUTHORIZATION_CODE', providers);
  return (
    <TextField
      {...typed}
      name={at('scope')}
      label="Scopes"
      hint="optional"
      mono
      placeholder={documented === '' ? 'openid email offline_access …' : documented}
      help={
        documented === ''
          ? 'With blanks between. What the mail server asks for, and offline_access, so that a refresh token is given.'
          : 'Left empty: what the provider documents, as shown. What stands here takes its place in every profile that names none itself.'
      }
    />
  );
}

const methodsOf = (provider: Provider | undefined): ClientAuthenticationMethod[] => [
  ...new Set(provider?.flows.flatMap(({ authentications }) => authentications) ?? []),
];

function methodLabel(method: ClientAuthenticationMethod, { provider }: ClientValues): string {
  const labels: Record<ClientAuthenticationMethod, string> = {
    CLIENT_SECRET_POST: 'Client secret in the body (post)',
    CLIENT_SECRET_BASIC: 'Client secret in the header (Basic)',
    PRIVATE_KEY_JWT: provider === 'google' ? 'Service account key file' : 'Private key (signed JWT)',
    NONE: 'Nothing: public client with PKCE',
  };
  return labels[method];
}

/** Another provider brings its own clouds and ways to prove oneself; what fits it stays. */
function useProviderDefaults(prefix: string, saved: SavedClient | null, provider: Provider | undefined): void {
  const { values, set } = useClientForm(prefix);
  const adjust = useEffectEvent(() => {
    if (provider === undefined) return;
    const methods = methodsOf(provider);
    const fits = methods.includes(values.authentication) && provider.clouds.some(({ id }) => id === values.cloud);
    if (fits && provider.id === (saved?.provider ?? 'google')) return;
    set({ cloud: provider.clouds[0]?.id ?? 'global', ...(methods[0] !== undefined && { authentication: methods[0] }) });
  });
  useEffect(() => adjust(), [provider?.id]);
}
