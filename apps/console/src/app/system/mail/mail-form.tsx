'use client';

import { EntityForm, Panel, TextField, TextLink, toast } from '@posthorn/ui';
import type { SaveResult } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useAct } from '@/acts/acts.tsx';
import { saving } from '@/acts/saving.ts';
import {
  AllowEgressDocument,
  DebugPlatformMailDocument,
  TestPlatformMailDocument,
  UpdatePlatformMailDocument,
} from '@/generated/graphql.ts';
import { AdvancedDisclosure } from '@/submissions/advanced-disclosure.tsx';
import { CheckPanel } from '@/submissions/check-panel.tsx';
import { CredentialFields } from '@/submissions/credential-fields.tsx';
import { DebugSwitch } from '@/submissions/debug-switch.tsx';
import type { Preset } from '@/submissions/presets.ts';
import { ProviderFields } from '@/submissions/provider-fields.tsx';
import { SubmissionHealth } from '@/submissions/submission-health.tsx';
import { LeaveSandbox } from './leave-sandbox.tsx';
import { mailFormSchema, mailInputOf, mailValuesOf } from './mail-values.ts';
import type { MailSettings, MailValues, ParsedMailValues } from './mail-values.ts';

interface MailFormProps {
  settings: MailSettings;
  presets: readonly Preset[];
  myAddress: string;
}

export function MailForm({ settings, presets, myAddress }: MailFormProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const schema = useMemo(() => mailFormSchema(settings), [settings]);

  const save = (values: ParsedMailValues, version: number) =>
    saving<MailValues>(async (): Promise<SaveResult<MailValues>> => {
      const input = mailInputOf(values, settings, version);
      const { updatePlatformMailSettings: result } = await act(UpdatePlatformMailDocument, { input });
      if (result.__typename === 'StaleVersion') {
        const { current } = result;
        // What a stored password was given for is theirs now.
        router.refresh();
        return {
          outcome: 'conflict',
          theirs: mailValuesOf(current),
          version: current.version,
          changedAt: current.updatedAt,
          ...(current.updatedByName && { changedBy: current.updatedByName }),
        };
      }
      toast.success('Platform mail is saved', { description: result.notes.join(' ') || 'Mail that waits is sent with it from now on.' });
      router.refresh();
      return { outcome: 'saved', values: mailValuesOf(result.settings), version: result.settings.version };
    });

  return (
    <EntityForm<MailValues, ParsedMailValues>
      schema={schema}
      values={mailValuesOf(settings)}
      version={settings.version}
      onSave={(values, { version }) => save(values, version)}
    >
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <MailServer settings={settings} presets={presets} />
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
          <AdvancedDisclosure saved={settings} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <CheckPanel
            saved={settings}
            presets={presets}
            myAddress={myAddress}
            inputOf={(unsaved) => (unsaved === null ? {} : { settings: mailInputOf(schema.parse(unsaved), settings) })}
            sendTest={async (to) => {
              const { testPlatformMail } = await act(TestPlatformMailDocument, { to });
              return { recipient: testPlatformMail.recipient, href: `/system/messages/${testPlatformMail.id}` };
            }}
            egress={{
              kind: 'ALLOW',
              allow: async (host, port) => {
                await act(AllowEgressDocument, { input: { host, port, note: 'Platform mail' } });
                toast.success('The address is on the egress list now');
              },
            }}
          />
          <SubmissionHealth
            health={settings}
            footer={
              <DebugSwitch
                until={settings.debugUntil ?? null}
                debug={(minutes) => act(DebugPlatformMailDocument, { minutes })}
                link={<TextLink href="/system/messages">account messages</TextLink>}
              />
            }
          />
        </div>
      </div>
    </EntityForm>
  );
}

function MailServer({ settings, presets }: Pick<MailFormProps, 'settings' | 'presets'>): ReactElement {
  const { control } = useFormContext<MailValues>();
  const [host, presetId, fromAddress] = useWatch({ control, name: ['host', 'preset', 'fromAddress'] });
  return (
    <Panel title="Mail server">
      <div className="flex flex-col gap-4">
        {settings.inSandbox && host === settings.host && <LeaveSandbox />}
        <ProviderFields presets={presets} fromAddress={fromAddress} savedPreset={settings.preset} />
        <CredentialFields saved={settings} preset={presets.find(({ id }) => id === presetId)} />
      </div>
    </Panel>
  );
}
