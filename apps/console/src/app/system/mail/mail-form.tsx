'use client';

import { EntityForm, Panel, TextField, TextLink, toast } from '@posthorn/ui';
import type { SaveResult } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { saving } from '@/actions/saving.ts';
import {
  AllowEgressDocument,
  DebugPlatformMailDocument,
  TestPlatformMailDocument,
  UpdatePlatformMailDocument,
} from '@/generated/graphql.ts';
import type { GrantResult } from '@/features/oauth/grant-words.ts';
import { ProviderChecklist } from '@/features/oauth/provider-checklist.tsx';
import { useDropQuestion } from '@/features/oauth/use-drop-question.tsx';
import type { Grant } from '@/features/oauth/use-grant.ts';
import { AdvancedDisclosure } from '@/features/submissions/advanced-disclosure.tsx';
import { CheckPanel } from '@/features/submissions/check-panel.tsx';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { DebugSwitch } from '@/features/submissions/debug-switch.tsx';
import type { Preset } from '@/features/submissions/presets.ts';
import { ProviderFields } from '@/features/submissions/provider-fields.tsx';
import { SubmissionHealth } from '@/features/submissions/submission-health.tsx';
import { calledOff, savingWithLeave } from '@/features/submissions/saving-with-leave.ts';
import { needsGrant } from '@/features/submissions/token-state.tsx';
import { AccessTokenPanel, GenerateToken } from './access-token-panel.tsx';
import { LeaveSandbox } from './leave-sandbox.tsx';
import { mailFormSchema, mailInputOf, mailValuesOf } from './mail-values.ts';
import type { MailSettings, MailValues, OAuthSetup, ParsedMailValues } from './mail-values.ts';
import { SignInFields, clientPrefix } from './sign-in-fields.tsx';

interface MailFormProps {
  settings: MailSettings;
  presets: readonly Preset[];
  setup: OAuthSetup;
  grant: Grant | null;
  result: GrantResult | null;
  myAddress: string;
}

export function MailForm({ settings, presets, setup, grant, result, myAddress }: MailFormProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { ask, question } = useDropQuestion();
  const schema = useMemo(() => mailFormSchema(settings, setup), [settings, setup]);

  const egress: EgressPath = {
    kind: 'ALLOW',
    allow: async (host, port) => {
      await act(AllowEgressDocument, { input: { host, port, note: 'Platform mail' } });
      toast.success('The address is on the egress list now');
    },
  };
  const fixes = {
    redirectUri: setup.redirectUri,
    tokenUrl: settings.oauthClient?.tokenUrl ?? '',
    clientHref: '/system/mail#oauth-client',
    egress,
  };

  const save = (values: ParsedMailValues, version: number) =>
    saving<MailValues>(async (): Promise<SaveResult<MailValues>> => {
      const answer = await savingWithLeave(ask, async (dropTokens) => {
        const input = mailInputOf(values, settings, setup, { version, dropTokens });
        return (await act(UpdatePlatformMailDocument, { input })).updatePlatformMailSettings;
      });
      if (answer === null) return calledOff();
      if (answer.__typename === 'StaleVersion') {
        const { current } = answer;
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
      const { settings: saved, notes } = answer;
      const next = needsGrant(saved)
        ? 'Now generate the access token.'
        : notes.length === 0 && 'Mail that waits is sent with it from now on.';
      toast.success('Platform mail is saved', { description: [...notes, next].filter(Boolean).join(' ') });
      router.refresh();
      return { outcome: 'saved', values: mailValuesOf(saved), version: saved.version };
    });

  return (
    <EntityForm<MailValues, ParsedMailValues>
      schema={schema}
      values={mailValuesOf(settings)}
      version={settings.version}
      onSave={(values, { version }) => save(values, version)}
    >
      {question}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <MailServer settings={settings} presets={presets} setup={setup} />
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
          <WithOAuth>
            <AccessTokenPanel grant={grant} fixes={fixes} result={result} />
          </WithOAuth>
          <CheckPanel
            saved={settings}
            presets={presets}
            myAddress={myAddress}
            inputOf={(unsaved) => (unsaved === null ? {} : { settings: mailInputOf(schema.parse(unsaved), settings, setup) })}
            sendTest={async (to) => {
              const { testPlatformMail } = await act(TestPlatformMailDocument, { to });
              return { recipient: testPlatformMail.recipient, href: `/system/messages/${testPlatformMail.id}` };
            }}
            egress={egress}
            tokenAct={<GenerateToken grant={grant} />}
          />
          <WithOAuth>
            <ProviderChecklist prefix={clientPrefix} providers={setup.providers} redirectUri={setup.redirectUri} />
          </WithOAuth>
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

function MailServer({ settings, presets, setup }: Pick<MailFormProps, 'settings' | 'presets' | 'setup'>): ReactElement {
  const { control } = useFormContext<MailValues>();
  const [host, presetId, fromAddress] = useWatch({ control, name: ['host', 'preset', 'fromAddress'] });
  return (
    <Panel title="Mail server">
      <div className="flex flex-col gap-4">
        {settings.inSandbox && host === settings.host && <LeaveSandbox />}
        <ProviderFields presets={presets} fromAddress={fromAddress} savedPreset={settings.preset} />
        <SignInFields settings={settings} preset={presets.find(({ id }) => id === presetId)} setup={setup} />
      </div>
    </Panel>
  );
}

/** Only while a token is what signs in. */
function WithOAuth({ children }: { children: ReactNode }): ReactNode {
  const { control } = useFormContext<MailValues>();
  return useWatch({ control, name: 'authentication' }) === 'OAUTH2' ? children : null;
}
