'use client';

import { Disclosure, NumberField, SwitchField, TextField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useFormState, useWatch } from 'react-hook-form';
import type { OAuthScopesFragment } from '@/generated/graphql.ts';
import { changedOAuthCount, inheritedScope, shownSets } from './oauth-values.ts';
import type { ParameterSet, ScopeSource } from './oauth-values.ts';
import { ParameterFields } from './parameter-fields.tsx';
import type { SubmissionValues } from './submission-values.ts';

const setWords: Record<ParameterSet, { label: string; help: string }> = {
  authorizationParameters: {
    label: 'Authorization request',
    help: 'Added to the address that the person’s browser is sent to, such as login_hint.',
  },
  authorizationCodeParameters: { label: 'Token request with the authorization code', help: 'Sent when the consent is turned into tokens.' },
  clientCredentialsParameters: {
    label: 'Token request of the application',
    help: 'Sent whenever the application asks for a token, such as audience.',
  },
  refreshParameters: { label: 'Token request with the refresh token', help: 'Sent whenever the access token is renewed.' },
};

interface OAuthFieldsProps {
  /** The chosen client. */
  client: ScopeSource | undefined;
  providers: OAuthScopesFragment['providers'];
  /** Default true. */
  withScope?: boolean;
}

/** How tokens come about: who consents, for what, and under Advanced when and with what they are asked for. */
export function OAuthFields({ client, providers, withScope = true }: OAuthFieldsProps): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const oauth = useWatch({ control, name: 'oauth' });
  const { errors } = useFormState({ control });
  const interactive = oauth.interactive === true;
  const inherited = inheritedScope(client, interactive, providers);
  const changed = changedOAuthCount(oauth);
  const isRefused = Object.keys(errors.oauth ?? {}).some((name) => name !== 'clientId' && name !== 'scope');

  return (
    <>
      <SwitchField
        name="oauth.interactive"
        label="A person consents once"
        help={
          interactive
            ? 'After saving, somebody signs in at the provider as the user above and consents. Posthorn keeps the token alive from then on.'
            : 'Off: the application signs in by itself, with the OAuth client’s own secret or key. The provider must let it send as the user above.'
        }
      />
      {withScope && (
        <TextField
          name="oauth.scope"
          label="Scope"
          hint="optional"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={inherited ?? undefined}
          help={
            inherited === null
              ? 'What the token is asked for; several with blanks between.'
              : 'Leave it empty to ask for what stands there now; several with blanks between.'
          }
        />
      )}
      <Disclosure bare title="Advanced OAuth 2.0" note={changed > 0 && `${changed} changed`} forceOpen={isRefused}>
        <div className="flex flex-col gap-5">
          <div className="grid items-start gap-4 sm:grid-cols-3">
            <NumberField
              name="oauth.accessTokenTimeoutSeconds"
              label="Access token timeout"
              hint="seconds"
              help="How long a message waits for a token that is on its way before it is deferred. 0 or less: not at all. Default 120."
            />
            <NumberField
              name="oauth.defaultExpirationSeconds"
              label="Default expiration"
              hint="seconds"
              help="How long an access token lives where the provider doesn’t say. 0 or less: it never expires. Default 0."
            />
            <NumberField
              name="oauth.refreshBeforeSeconds"
              label="Refresh before expiration"
              hint="seconds"
              help="How long ahead of its expiry a token is renewed, at most half its life. 0 or less: exactly then. Default 300."
            />
          </div>
          <div className="flex flex-col gap-5">
            <p className="text-xs text-muted-foreground">
              Additional parameters, for providers that want more than the protocol says. Names of the protocol itself are refused.
            </p>
            {shownSets(interactive).map((set) => (
              <ParameterFields key={set} set={set} {...setWords[set]} />
            ))}
          </div>
        </div>
      </Disclosure>
    </>
  );
}
