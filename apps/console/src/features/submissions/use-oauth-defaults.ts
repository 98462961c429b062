'use client';

import { useEffect, useEffectEvent, useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { Preset } from './presets.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

/**
 * What OAuth 2.0 starts with where nothing of it is saved: at a provider of mailboxes a person consents, elsewhere the application signs
 * in by itself; the user is the sender, the client the only one that fits. What somebody chose stays.
 */
export function useOAuthDefaults(
  saved: SavedSubmission,
  preset: Preset | undefined,
  clients: readonly { id: string; provider: string }[],
): void {
  const { control, getValues, setValue } = useFormContext<SubmissionValues>();
  const authentication = useWatch({ control, name: 'authentication' });
  const provider = preset?.oauthProvider ?? null;
  const suggested = useRef(false);
  const start = useEffectEvent(() => {
    if (authentication !== 'OAUTH2' || saved.authentication === 'OAUTH2') return;
    const interactive = provider !== null;
    if (getValues('oauth.interactive') === suggested.current) setValue('oauth.interactive', interactive, { shouldDirty: true });
    suggested.current = interactive;
    const { fromAddress } = getValues() as { fromAddress?: string };
    if (preset?.group === 'mailbox' && !getValues('username') && fromAddress)
      setValue('username', fromAddress.trim(), { shouldDirty: true, shouldValidate: true });
    const [fitting, ...others] = clients.filter((client) => client.provider === provider);
    if (!getValues('oauth.clientId') && fitting !== undefined && others.length === 0)
      setValue('oauth.clientId', fitting.id, { shouldDirty: true, shouldValidate: true });
  });
  useEffect(() => start(), [authentication, provider]);
}
