'use client';

import { useEffect, useEffectEvent } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { ClientAdvanced } from '@/features/oauth/client-advanced.tsx';
import { ClientFields } from '@/features/oauth/client-fields.tsx';
import type { ClientValues } from '@/features/oauth/client-values.ts';
import { CredentialFields } from '@/features/submissions/credential-fields.tsx';
import { OAuthFields } from '@/features/submissions/oauth-fields.tsx';
import type { ScopeSource } from '@/features/submissions/oauth-values.ts';
import type { Preset } from '@/features/submissions/presets.ts';
import { useOAuthDefaults } from '@/features/submissions/use-oauth-defaults.ts';
import type { MailSettings, MailValues, OAuthSetup } from './mail-values.ts';

/** Where the platform's client stands in the form's values. */
export const clientPrefix = 'oauthClient.';

const noClients: never[] = [];

interface SignInFieldsProps {
  settings: MailSettings;
  preset: Preset | undefined;
  setup: OAuthSetup;
}

/** With a password, or with tokens of the platform's one OAuth client, which is edited in place. */
export function SignInFields({ settings, preset, setup }: SignInFieldsProps): ReactElement {
  const { control } = useFormContext<MailValues>();
  const client = useWatch({ control, name: 'oauthClient' });
  useOAuthDefaults(settings, preset, noClients);
  useProviderOfPreset(settings, preset);
  const saved = settings.oauthClient ?? null;
  return (
    <CredentialFields saved={settings} preset={preset}>
      <section id="oauth-client" aria-label="OAuth client" className="flex flex-col gap-4 border-t pt-4">
        <div>
          <h3 className="font-semibold">OAuth client</h3>
          <p className="text-xs text-muted-foreground">
            Posthorn’s registration at the provider. What to do there stands beside this form.
          </p>
        </div>
        <ClientFields prefix={clientPrefix} saved={saved} providers={setup.providers} redirectUri={setup.redirectUri} named={false} />
        <ClientAdvanced prefix={clientPrefix} bare />
      </section>
      <section aria-label="Tokens" className="flex flex-col gap-4 border-t pt-4">
        <OAuthFields
          client={client === null ? undefined : scopeSourceOf(client)}
          providers={setup.providers}
          // The one client has a field for it.
          withScope={Boolean(settings.oauth?.scope)}
        />
      </section>
    </CredentialFields>
  );
}

const scopeSourceOf = ({ provider, cloud, scope, unattendedFlow }: ClientValues): ScopeSource => ({
  provider,
  cloud: cloud ?? 'global',
  scope: scope ?? '',
  unattendedFlow: provider === 'google' ? 'JWT_BEARER' : (unattendedFlow ?? 'CLIENT_CREDENTIALS'),
});

/** The tokens' provider follows the preset. Custom leaves a client alone that somebody has set up. */
function useProviderOfPreset(settings: MailSettings, preset: Preset | undefined): void {
  const { control, getValues, setValue } = useFormContext<MailValues>();
  const authentication = useWatch({ control, name: 'authentication' });
  const presetId = preset?.id;
  const follow = useEffectEvent(() => {
    if (authentication !== 'OAUTH2' || preset === undefined) return;
    const isSaved = Boolean(settings.oauthClient);
    if (isSaved && preset.id === settings.preset) return;
    const provider = providerIn(preset);
    if (provider === null && (isSaved || getValues('oauthClient.clientId'))) return;
    if (getValues('oauthClient.provider') === (provider ?? 'generic')) return;
    setValue('oauthClient.provider', provider ?? 'generic', { shouldDirty: true });
  });
  useEffect(() => follow(), [authentication, presetId]);
}

const providerIn = ({ oauthProvider }: Preset): 'google' | 'microsoft365' | null =>
  oauthProvider === 'google' || oauthProvider === 'microsoft365' ? oauthProvider : null;
