'use client';

import { Disclosure, FieldGroup, FileTextField, NumberField, SelectField, SwitchField } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormState } from 'react-hook-form';
import { advancedNames, changedAdvanced } from './client-values.ts';
import { useClientForm } from './use-client-form.ts';

const flows = [
  { value: 'CLIENT_CREDENTIALS', label: 'Client credentials', description: 'The client asks for itself.' },
  { value: 'JWT_BEARER', label: 'JWT bearer', description: 'The client signs who it asks for (RFC 7523).' },
];

/** What one seldom needs of an OAuth client, closed, with how much of it differs from the defaults. */
export function ClientAdvanced({ prefix = '', bare = false }: { prefix?: string; bare?: boolean }): ReactElement {
  const { values, at } = useClientForm(prefix);
  const { errors } = useFormState();
  const own = prefix === '' ? errors : ((errors as Record<string, object | undefined>)[prefix.slice(0, -1)] ?? {});
  const changed = changedAdvanced(values);
  return (
    <Disclosure
      bare={bare}
      title={bare ? 'Advanced, of the OAuth client' : 'Advanced'}
      note={changed > 0 && `${changed} changed`}
      forceOpen={advancedNames.some((name) => name in own)}
    >
      <div className="flex flex-col gap-5">
        {values.provider === 'generic' && (
          <FieldGroup title="Protocol">
            <SelectField
              name={at('unattendedFlow')}
              label="Where nobody consents"
              options={flows}
              help="For profiles that get their tokens without a person."
            />
            <SwitchField
              name={at('promisesIssuer')}
              label="Names itself in every answer"
              help="Then an answer without “iss” is refused (RFC 9207). Discover finds it out."
            />
          </FieldGroup>
        )}
        <FieldGroup title="Connection" help="To the provider. In milliseconds, 1,000 to 60,000.">
          <NumberField name={at('connectTimeoutMs')} label="Connect timeout" help="Default 10,000." />
          <NumberField name={at('requestTimeoutMs')} label="Request timeout" help="Default 10,000." />
          <FileTextField
            name={at('ca')}
            label="Trusted certificates"
            hint="optional"
            rows={4}
            accept=".pem,.crt,.cer,.txt"
            placeholder="-----BEGIN CERTIFICATE-----"
            help="PEM, one or more. They take the place of the public authorities, for a provider of your own."
            className="sm:col-span-2"
          />
        </FieldGroup>
      </div>
    </Disclosure>
  );
}
