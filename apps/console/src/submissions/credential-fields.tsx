'use client';

import { Banner, SecretField, TextField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { Preset } from './presets.ts';
import { asksForPasswordAgain, destinationChanges } from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

/** Who signs in, and why a stored password may be asked for again. */
export function CredentialFields({ saved, preset }: { saved: SavedSubmission; preset: Preset | undefined }): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const values = useWatch({ control }) as SubmissionValues;
  const again = asksForPasswordAgain(values, saved);
  const signsIn = Boolean(values.username) || typeof values.password === 'string';

  return (
    <div className="flex flex-col gap-4">
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
      {values.security === 'NONE' && !saved.inSandbox && (
        <Banner tone="warning" title="Nothing is encrypted.">
          {signsIn
            ? 'User name and password would travel readable for everybody on the way. They are not sent unless the system admin allows it for this host and port.'
            : 'Mail travels readable for everybody on the way.'}
        </Banner>
      )}
    </div>
  );
}
