'use client';

import { FieldGroup, NumberField, SecretField, SelectField, TextField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { asksForProxyPasswordAgain } from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

const kinds = [
  { value: 'HTTP', label: 'HTTP (CONNECT)' },
  { value: 'SOCKS5', label: 'SOCKS5' },
];

/** The way out of a network that lets nobody out directly. */
export function ProxyFields({ saved }: { saved: SavedSubmission }): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const values = useWatch({ control }) as SubmissionValues;
  return (
    <FieldGroup title="Way out">
      <SelectField
        name="advanced.proxyKind"
        label="Proxy"
        none="No proxy"
        options={kinds}
        help="It is told the server’s address, which Posthorn looks up itself."
      />
      {values.advanced.proxyKind && (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-4">
            <TextField
              name="advanced.proxyHost"
              label="Proxy host"
              mono
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="proxy.example.org"
            />
            <NumberField
              name="advanced.proxyPort"
              label="Proxy port"
              required
              placeholder={values.advanced.proxyKind === 'HTTP' ? '3128' : '1080'}
            />
          </div>
          <TextField
            name="advanced.proxyUsername"
            label="Proxy user name"
            hint="optional"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <SecretField
            name="proxyPassword"
            label="Proxy password"
            hint="optional"
            secretName="proxy password"
            stored={saved.proxyPasswordSet}
            again={asksForProxyPasswordAgain(values, saved)}
          />
        </>
      )}
    </FieldGroup>
  );
}
