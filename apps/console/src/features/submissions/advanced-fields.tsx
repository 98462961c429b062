'use client';

import { Banner, FieldGroup, FileTextField, LinesField, NumberField, SelectField, TextField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { ProxyFields } from './proxy-fields.tsx';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';

const tlsVersions = [
  { value: 'TLS_1_0', label: 'TLS 1.0' },
  { value: 'TLS_1_1', label: 'TLS 1.1' },
  { value: 'TLS_1_2', label: 'TLS 1.2' },
  { value: 'TLS_1_3', label: 'TLS 1.3' },
];

const mechanisms = [
  { value: 'AUTO', label: 'Automatic', description: 'The first of these that the server offers.' },
  { value: 'PLAIN', label: 'PLAIN' },
  { value: 'LOGIN', label: 'LOGIN', description: 'For old servers that offer nothing else.' },
  { value: 'CRAM_MD5', label: 'CRAM-MD5', description: 'The password itself is not sent.' },
];

/** What is seldom changed about a submission, by topic. */
export function AdvancedFields({ saved }: { saved: SavedSubmission }): ReactElement {
  return (
    <>
      <FieldGroup title="Senders and envelope">
        <LinesField
          name="advanced.allowedSenders"
          label="Allowed senders"
          hint="optional"
          rows={3}
          mono
          placeholder={'plant4@example.org\n@plants.example.org'}
          help="One a line. Programs may send as these, beside the From address. @example.org allows the whole domain."
        />
        <div className="flex flex-col gap-4">
          <TextField
            name="advanced.envelopeSender"
            label="Envelope sender"
            hint="optional"
            type="email"
            inputMode="email"
            autoComplete="off"
            help="Where bounces go. Without it: the From address."
          />
          <TextField
            name="advanced.heloName"
            label="HELO name"
            hint="optional"
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            help="How Posthorn greets the server. Some relays want a name they can look up."
          />
        </div>
      </FieldGroup>
      <TlsFields />
      <FieldGroup title="Limits" help="Over all workers together. What goes beyond them waits; nothing is refused.">
        <NumberField name="advanced.maxConnections" label="Connections at once" help="Default 3." className="max-w-48" />
        <div className="grid grid-cols-2 gap-4">
          <NumberField name="advanced.perMinute" label="Messages a minute" help="Empty: no limit." />
          <NumberField name="advanced.perDay" label="Messages a day" help="Empty: no limit." />
        </div>
      </FieldGroup>
      <FieldGroup title="Timeouts" help="In milliseconds, 1,000 to 120,000. An empty one takes the first.">
        <NumberField name="timeoutMs" label="Timeout of each step" help="Default 10,000." className="max-w-48" />
        <div className="grid grid-cols-2 gap-4 sm:col-span-2 sm:grid-cols-5">
          <NumberField name="advanced.dnsTimeoutMs" label="Look up" />
          <NumberField name="advanced.connectTimeoutMs" label="Connect" />
          <NumberField name="advanced.greetingTimeoutMs" label="Greeting" />
          <NumberField name="advanced.commandTimeoutMs" label="Command" />
          <NumberField name="advanced.dataTimeoutMs" label="Message data" />
        </div>
      </FieldGroup>
      <ProxyFields saved={saved} />
    </>
  );
}

function TlsFields(): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const [oldest, authentication] = useWatch({ control, name: ['advanced.tlsMinimum', 'authentication'] });
  return (
    <FieldGroup title="TLS and sign-in">
      <div className="grid grid-cols-2 gap-4">
        <SelectField name="advanced.tlsMinimum" label="Oldest TLS" options={tlsVersions} />
        <SelectField name="advanced.tlsMaximum" label="Newest TLS" options={tlsVersions} />
      </div>
      {authentication === 'OAUTH2' ? (
        <p className="self-center text-sm text-muted-foreground">A token travels by XOAUTH2 or OAUTHBEARER, whichever the server offers.</p>
      ) : (
        <SelectField name="advanced.mechanism" label="Sign-in mechanism" options={mechanisms} />
      )}
      {(oldest === 'TLS_1_0' || oldest === 'TLS_1_1') && (
        <Banner tone="warning" className="sm:col-span-2">
          TLS 1.0 and 1.1 are broken and no longer considered safe. Allow them only for a machine that can’t be updated, on a network you
          trust.
        </Banner>
      )}
      <FileTextField
        name="advanced.ca"
        label="Trusted certificates"
        hint="optional"
        rows={4}
        accept=".pem,.crt,.cer,.txt"
        placeholder="-----BEGIN CERTIFICATE-----"
        help="PEM, one or more. They take the place of the public authorities, for a server with a certificate of your own. A file may be dropped here."
        className="sm:col-span-2"
      />
      <TextField
        name="advanced.serverName"
        label="Server name"
        hint="optional"
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        help="The name the certificate must carry. Without it: the host."
      />
    </FieldGroup>
  );
}
