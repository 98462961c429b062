'use client';

import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { OAuthScopesFragment } from '@/generated/graphql.ts';
import { ClientSelect, useClientChoices } from './client-select.tsx';
import type { ClientChoice } from './client-select.tsx';
import { CredentialFields } from '@/features/submissions/credential-fields.tsx';
import { OAuthFields } from '@/features/submissions/oauth-fields.tsx';
import type { Preset } from '@/features/submissions/presets.ts';
import type { SavedSubmission } from '@/features/submissions/submission-values.ts';
import { useOAuthDefaults } from '@/features/submissions/use-oauth-defaults.ts';
import type { ProfileValues } from './profile-values.ts';

/** What a profile's OAuth 2.0 is chosen from. */
export interface OAuthChoices {
  clients: readonly ClientChoice[];
  providers: OAuthScopesFragment;
}

interface SignInFieldsProps {
  saved: SavedSubmission;
  preset: Preset | undefined;
  choices: OAuthChoices;
  /** `/t/…` */
  base: string;
}

/** With a password, or with the tokens of one of the tenant's OAuth clients. */
export function SignInFields({ saved, preset, choices, base }: SignInFieldsProps): ReactElement {
  const { control, getValues, setValue } = useFormContext<ProfileValues>();
  const clientId = useWatch({ control, name: 'oauth.clientId' });
  const clients = useClientChoices(choices.clients, ({ id }) => {
    if (getValues('authentication') === 'OAUTH2' && !getValues('oauth.clientId'))
      setValue('oauth.clientId', id, { shouldDirty: true, shouldValidate: true });
  });
  useOAuthDefaults(saved, preset, clients);
  return (
    <CredentialFields
      saved={saved}
      preset={preset}
      client={<ClientSelect clients={clients} preset={preset} newHref={`${base}/oauth-clients/new`} />}
    >
      <OAuthFields client={clients.find(({ id }) => id === clientId)} providers={choices.providers.providers} />
    </CredentialFields>
  );
}
