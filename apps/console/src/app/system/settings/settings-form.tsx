'use client';

import { platformSettingsInput } from '@posthorn/contracts';
import { CopyButton, EntityForm, Field, NumberField, Panel, TextField, toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import type { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import { UpdatePlatformSettingsDocument } from '@/generated/graphql.ts';
import type { PlatformSettingsQuery } from '@/generated/graphql.ts';
import { LogoField } from './logo-field.tsx';

type Values = z.input<typeof platformSettingsInput>;

export function SettingsForm({ settings }: { settings: PlatformSettingsQuery['platformSettings'] }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { publicUrl, ...saved } = settings;
  const values: Values = {
    ...saved,
    logoDataUri: saved.logoDataUri ?? '',
    supportAddress: saved.supportAddress ?? '',
    footer: saved.footer ?? '',
  };

  return (
    <EntityForm
      schema={platformSettingsInput}
      values={values}
      version={settings.version}
      onSave={(input, { version }) =>
        saving<Values>(async () => {
          const { updatePlatformSettings } = await act(UpdatePlatformSettingsDocument, { input: { ...input, version } });
          toast.success('Settings are saved');
          router.refresh();
          return { outcome: 'saved', version: updatePlatformSettings.version };
        })
      }
    >
      <Panel title="Branding" description="In every account mail, on the sign-in page and in the console.">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="productName" label="Product name" autoComplete="off" />
          <TextField
            name="supportAddress"
            label="Support address"
            hint="optional"
            type="email"
            inputMode="email"
            autoComplete="off"
            help="Shown to people who are stuck."
          />
          <LogoField />
          <TextField
            name="footer"
            label="Footer"
            hint="optional"
            autoComplete="off"
            help="A line at the end of each mail, such as your company’s name and city."
          />
        </div>
      </Panel>
      <Panel title="Links and sessions">
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField name="activationHours" label="Activation links live, in hours" help="1 to 720. Default 72." />
          <NumberField name="resetMinutes" label="Reset links live, in minutes" help="5 to 1440. Default 60." />
          <NumberField name="sessionIdleMinutes" label="A session may idle, in minutes" help="5 to 10080. Then one signs in again." />
          <NumberField name="sessionAbsoluteHours" label="A session ends after, in hours" help="1 to 720, however busy it is." />
        </div>
      </Panel>
      <Panel
        title="Public URL"
        description="Every link in every mail starts with it. It is set where Posthorn is started, by POSTHORN_PUBLIC_URL."
      >
        <Field label="Public URL" hideLabel>
          <div className="flex items-center gap-2">
            <code className="min-w-0 font-mono break-all">{publicUrl}</code>
            <CopyButton value={publicUrl} label="Copy public URL" />
          </div>
        </Field>
      </Panel>
    </EntityForm>
  );
}
