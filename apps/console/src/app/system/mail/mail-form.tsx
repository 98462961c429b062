'use client';

import { EntityForm, Panel, TextField, toast } from '@posthorn/ui';
import type { SaveResult } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/acts/acts.tsx';
import { saving } from '@/acts/saving.ts';
import { UpdatePlatformMailDocument } from '@/generated/graphql.ts';
import { CheckPanel } from './check-panel.tsx';
import { MailHealth } from './mail-state.tsx';
import { ServerFields } from './server-fields.tsx';
import { inputOf, mailFormSchema, valuesOf } from './settings-values.ts';
import type { MailSettings, MailValues, ParsedMailValues, Preset } from './settings-values.ts';

interface MailFormProps {
  settings: MailSettings;
  presets: readonly Preset[];
  myAddress: string;
}

export function MailForm({ settings, presets, myAddress }: MailFormProps): ReactElement {
  const act = useAct();
  const router = useRouter();

  const save = (values: ParsedMailValues, version: number) =>
    saving<MailValues>(async (): Promise<SaveResult<MailValues>> => {
      const { updatePlatformMailSettings: result } = await act(UpdatePlatformMailDocument, { input: inputOf(values, version) });
      if (result.__typename === 'StaleVersion') {
        const { current } = result;
        return {
          outcome: 'conflict',
          theirs: valuesOf(current),
          version: current.version,
          changedAt: current.updatedAt,
          ...(current.updatedByName && { changedBy: current.updatedByName }),
        };
      }
      toast.success('Platform mail is saved', { description: result.notes.join(' ') || 'Mail that waits is sent with it from now on.' });
      router.refresh();
      return { outcome: 'saved', values: valuesOf(result.settings), version: result.settings.version };
    });

  return (
    <EntityForm<MailValues, ParsedMailValues>
      schema={mailFormSchema}
      values={valuesOf(settings)}
      version={settings.version}
      onSave={(values, { version }) => save(values, version)}
    >
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="Mail server">
            <ServerFields settings={settings} presets={presets} />
          </Panel>
          <Panel title="Sender">
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField name="fromName" label="From name" autoComplete="off" />
              <TextField
                name="fromAddress"
                label="From address"
                type="email"
                inputMode="email"
                autoComplete="off"
                help="The server must let you send as it."
              />
              <TextField
                name="replyTo"
                label="Reply-To"
                hint="optional"
                type="email"
                inputMode="email"
                autoComplete="off"
                help="Where answers go. Without it: to the From address."
              />
            </div>
          </Panel>
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <CheckPanel settings={settings} myAddress={myAddress} />
          <MailHealth settings={settings} />
        </div>
      </div>
    </EntityForm>
  );
}
