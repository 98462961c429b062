'use client';

import { destinationChanges } from '@posthorn/contracts';
import { Banner, Button, RadioField, SecretField, TextField } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { Preset } from './presets.ts';
import { oauthReason } from './presets.ts';
import { asksForPasswordAgain } from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';
import { useSetValue } from './use-set-value.ts';

const ways = [
  { value: 'PASSWORD', label: 'Password' },
  { value: 'OAUTH2', label: 'OAuth 2.0' },
];

interface CredentialFieldsProps {
  saved: SavedSubmission;
  preset: Preset | undefined;
  /** Beside the user name, with OAuth 2.0. */
  client?: ReactNode;
  /** What OAuth 2.0 needs further. */
  children: ReactNode;
}

/** Who signs in, with a password or with a token. */
export function CredentialFields({ saved, preset, client, children }: CredentialFieldsProps): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const values = useWatch({ control }) as SubmissionValues;
  const isOAuth = values.authentication === 'OAUTH2';
  const signsIn = isOAuth || Boolean(values.username) || typeof values.password === 'string';

  return (
    <div className="flex flex-col gap-4">
      <RadioField name="authentication" label="Sign in with" options={ways} inline />
      {isOAuth ? (
        <>
          {saved.passwordSet && <Banner tone="info">The stored password is removed when you save: nothing would use it any more.</Banner>}
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField
              name="username"
              label="User name"
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="alerts@example.org"
              help="The mailbox that the token is for. The From address may be another, where this mailbox may send as it."
            />
            {client}
          </div>
          {children}
        </>
      ) : (
        <>
          <TokensInstead preset={preset} />
          <PasswordFields saved={saved} preset={preset} values={values} />
        </>
      )}
      {values.security === 'NONE' && !saved.inSandbox && (
        <Banner tone="warning" title="Nothing is encrypted.">
          {signsIn
            ? `User name and ${isOAuth ? 'token' : 'password'} would travel readable for everybody on the way. They are not sent unless the system admin allows it for this host and port.`
            : 'Mail travels readable for everybody on the way.'}
        </Banner>
      )}
    </div>
  );
}

/** A password that is ending, or a better way, said where one is about to type it. */
function TokensInstead({ preset }: { preset: Preset | undefined }): ReactElement | null {
  const set = useSetValue();
  const reason = oauthReason(preset);
  if (reason === null) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-sm text-muted-foreground">
      <KeyRound className="size-3.5 self-center text-primary" aria-hidden />
      <span className="min-w-0 flex-1 basis-56">{reason}</span>
      <Button variant="link" onClick={() => set({ authentication: 'OAUTH2' })}>
        Use OAuth 2.0
      </Button>
    </p>
  );
}

/** User name and password, and why a stored one may be asked for again. */
function PasswordFields({
  saved,
  preset,
  values,
}: {
  saved: SavedSubmission;
  preset: Preset | undefined;
  values: SubmissionValues;
}): ReactElement {
  const again = asksForPasswordAgain(values, saved);
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          name="username"
          label="User name"
          hint="optional"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help={preset?.usernameHint}
          disabled={typeof preset?.fixedUsername === 'string'}
        />
        <SecretField
          name="password"
          label="Password"
          stored={saved.passwordSet}
          again={again}
          stripBlanks={preset?.stripsPasswordBlanks ?? false}
          help={preset?.passwordHint}
        />
      </div>
      {again && values.password === undefined && (
        <Banner tone="info" title="Type the password again.">
          The stored one was given for <code className="font-mono">{`${saved.host}:${saved.port}`}</code> exactly as it was set up, and is
          never sent anywhere else. Changed: {destinationChanges(values, saved).join(', ')}.
        </Banner>
      )}
    </>
  );
}
