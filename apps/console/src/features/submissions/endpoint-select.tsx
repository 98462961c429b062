'use client';

import { Combobox, Field } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { Preset } from './presets.ts';
import type { SubmissionValues } from './submission-values.ts';
import { useSetValue } from './use-set-value.ts';

/** The provider's region, data centre or stream: it is no value of its own, it decides the host. */
export function EndpointSelect({ preset }: { preset: Preset }): ReactElement {
  const { control } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const host = useWatch({ control, name: 'host' });
  return (
    <Field label="Endpoint" help="The region, data centre or stream of your account.">
      <Combobox
        searchPlaceholder="Search endpoints"
        options={preset.variants.map((variant) => ({
          value: variant.host,
          label: variant.label,
          keywords: `${variant.id} ${variant.host}`,
        }))}
        value={host}
        onValueChange={(next) => set({ host: next })}
      />
    </Field>
  );
}
