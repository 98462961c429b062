'use client';

import { Banner, Button, FileTextField, RelativeTime, SecretField, TextField } from '@posthorn/ui';
import { useEffect, useEffectEvent } from 'react';
import type { ReactElement } from 'react';
import { secretObstacles, serviceAccountIn, usesKey } from './client-values.ts';
import type { Provider, SavedClient } from './client-values.ts';
import { useClientForm } from './use-client-form.ts';

interface ClientSecretFieldsProps {
  prefix: string;
  saved: SavedClient | null;
  providers: readonly Provider[];
}

/** The secret or key, written and never read; when it ends; why a stored one is asked for again. */
export function ClientSecretFields({ prefix, saved, providers }: ClientSecretFieldsProps): ReactElement | null {
  const { values, at, set } = useClientForm(prefix);
  const obstacles = secretObstacles(values, saved, providers);
  const isKey = usesKey(values.authentication);
  const isServiceAccount = isKey && values.provider === 'google';
  const stored = saved?.secretSet === true;
  useKeyFile(values.provider === 'google' ? values.secret : undefined, (clientId) => set({ clientId, authentication: 'PRIVATE_KEY_JWT' }));
  if (values.authentication === 'NONE') return null;

  const isAsked = obstacles.length > 0 && values.secret === undefined;
  const label = isServiceAccount ? 'Key file (JSON)' : isKey ? 'Private key' : 'Client secret';
  const days = providers.find(({ id }) => id === values.provider)?.clientSecretDays ?? null;
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {isKey ? (
          <KeyField
            name={at('secret')}
            label={label}
            stored={stored && obstacles.length === 0}
            isReplacing={typeof values.secret === 'string'}
            isServiceAccount={isServiceAccount}
            onKeep={() => set({ secret: undefined })}
          />
        ) : (
          <SecretField
            name={at('secret')}
            label={label}
            stored={stored && obstacles.length === 0}
            required={!stored || obstacles.length > 0}
            removable={false}
            secretName="client secret"
            help={
              values.provider === 'microsoft365' ? (
                'Its Value, not its Secret ID.'
              ) : stored && saved.secretChangedAt ? (
                <>
                  Changed <RelativeTime value={saved.secretChangedAt} />.
                </>
              ) : undefined
            }
          />
        )}
        <TextField
          name={at('secretExpiresAt')}
          label={isKey ? 'Key ends on' : 'Secret ends on'}
          hint="optional"
          type="date"
          help={`${
            days === null ? '' : `At most ${Math.round(days / 30.4)} months after it was made; the provider shows the day. `
          }Posthorn warns from 90 days before; nobody else does.`}
        />
      </div>
      {isAsked && (
        <Banner tone="info" title={`Enter the ${isKey ? 'key' : 'client secret'} again.`}>
          The stored one was given for the URLs as they were, and is never sent anywhere else. Changed: {obstacles.join(', ')}.
        </Banner>
      )}
    </>
  );
}

/** A service account's file names the client, and says that it is one, into whichever field it was pasted. */
function useKeyFile(text: string | null | undefined, found: (clientId: string) => void): void {
  const onFound = useEffectEvent(found);
  useEffect(() => {
    const account = typeof text === 'string' ? serviceAccountIn(text) : null;
    if (account !== null) onFound(account.clientId);
  }, [text]);
}

interface KeyFieldProps {
  name: string;
  label: string;
  stored: boolean;
  isReplacing: boolean;
  isServiceAccount: boolean;
  onKeep: () => void;
}

/** A key has many lines, and mostly comes as a file. */
function KeyField({ name, label, stored, isReplacing, isServiceAccount, onKeep }: KeyFieldProps): ReactElement {
  if (stored && !isReplacing) return <SecretField name={name} label={label} stored />;
  return (
    <div className="flex flex-col items-start gap-1 sm:col-span-2">
      <FileTextField
        name={name}
        label={label}
        required={!stored}
        rows={5}
        accept={isServiceAccount ? '.json,application/json' : '.pem,.key,.txt'}
        placeholder={isServiceAccount ? '{ "type": "service_account", … }' : '-----BEGIN PRIVATE KEY-----'}
        help={
          isServiceAccount
            ? 'As Google offered it, whole. Paste it or drop the file here; the client id is read from it.'
            : 'PEM, not encrypted: RSA, P-256, P-384, P-521 or Ed25519. A file may be dropped here.'
        }
        className="w-full"
      />
      {stored && (
        <Button variant="link" size="sm" onClick={onKeep}>
          Keep the stored one
        </Button>
      )}
    </div>
  );
}
