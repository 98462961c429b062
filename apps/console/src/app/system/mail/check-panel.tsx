'use client';

import { emailInput } from '@posthorn/contracts';
import { Banner, Button, Field, Input, Panel, TextLink, toast } from '@posthorn/ui';
import { PlugZap, Send } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useFormContext, useFormState } from 'react-hook-form';
import { useAct } from '@/acts/acts.tsx';
import { asApiError } from '@/api/answer.ts';
import { AllowEgressDocument, CheckConnectionDocument, TestPlatformMailDocument } from '@/generated/graphql.ts';
import { CheckResult } from './check-result.tsx';
import { inputOf, mailFormSchema } from './settings-values.ts';
import type { MailSettings, MailValues } from './settings-values.ts';
import type { Check } from './use-check.ts';
import { useCheck } from './use-check.ts';

type Fix = NonNullable<NonNullable<Check['failure']>['fix']>;

/** Tries what stands in the form, saved or not: up to the recipient, or all the way with a test mail. */
export function CheckPanel({ settings, myAddress }: { settings: MailSettings; myAddress: string }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const form = useFormContext<MailValues>();
  const { isDirty } = useFormState({ control: form.control });
  const { check, follow } = useCheck(() => router.refresh());
  const [to, setTo] = useState(myAddress);
  const [toError, setToError] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [starting, setStarting] = useState<'CHECK' | 'TEST' | null>(null);
  const [sent, setSent] = useState<{ id: string; recipient: string } | null>(null);
  const isRunning = check?.status === 'WAITING' || check?.status === 'RUNNING';

  const run = async (kind: 'CHECK' | 'TEST'): Promise<void> => {
    const recipient = emailInput.safeParse({ email: to });
    setToError(recipient.success ? undefined : recipient.error.issues[0]?.message);
    if (!recipient.success || !(await form.trigger(undefined, { shouldFocus: true }))) return;
    setStarting(kind);
    setFailure(undefined);
    setSent(null);
    try {
      if (kind === 'TEST' && !isDirty) {
        const { testPlatformMail } = await act(TestPlatformMailDocument, { to: recipient.data.email });
        setSent(testPlatformMail);
        router.refresh();
        return;
      }
      const unsaved = isDirty ? inputOf(mailFormSchema.parse(form.getValues()), settings.version) : undefined;
      const { checkConnection } = await act(CheckConnectionDocument, {
        input: { settings: unsaved, to: recipient.data.email, sendMail: kind === 'TEST' },
      });
      follow(checkConnection);
    } catch (error) {
      const { field, message } = asApiError(error);
      const name = field !== null && field in form.getValues() ? (field as keyof MailValues) : null;
      if (name === null) setFailure(message);
      else form.setError(name, { type: 'server', message }, { shouldFocus: true });
    } finally {
      setStarting(null);
    }
  };

  const apply = async (fix: Fix): Promise<void> => {
    if (fix.kind === 'ASK_EGRESS') {
      await act(AllowEgressDocument, {
        input: { host: fix.host ?? form.getValues('host'), port: fix.port ?? form.getValues('port'), note: 'Platform mail' },
      });
      toast.success('The address is on the egress list now');
    } else {
      form.setValue('preset', 'custom', { shouldDirty: true });
      if (fix.security) form.setValue('security', fix.security, { shouldDirty: true });
      if (fix.port) form.setValue('port', fix.port, { shouldDirty: true });
    }
    await run('CHECK');
  };

  return (
    <Panel title="Try it" id="test" description={isDirty ? 'With what stands in the form. Nothing is saved.' : 'With the saved settings.'}>
      <div className="flex flex-col gap-3">
        <Field label="Recipient" error={toError} help="The check asks the server whether it would take mail for this address.">
          <Input
            type="email"
            inputMode="email"
            autoComplete="off"
            value={to}
            onChange={(event) => setTo(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              // Enter here means this panel, not the form around it.
              event.preventDefault();
              void run('CHECK');
            }}
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button loading={starting === 'CHECK'} disabled={isRunning} onClick={() => void run('CHECK')}>
            <PlugZap aria-hidden />
            Check connection
          </Button>
          <Button loading={starting === 'TEST'} disabled={isRunning} onClick={() => void run('TEST')}>
            <Send aria-hidden />
            Send test mail
          </Button>
        </div>
        {failure !== undefined && <Banner tone="danger">{failure}</Banner>}
        {sent !== null && (
          <Banner tone="success" title="On its way." action={<TextLink href={`/system/messages/${sent.id}`}>Follow it</TextLink>}>
            A test mail to {sent.recipient} is queued.
          </Banner>
        )}
        {check !== null && <CheckResult check={check} onFix={apply} />}
      </div>
    </Panel>
  );
}
