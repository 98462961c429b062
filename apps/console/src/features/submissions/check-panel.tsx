'use client';

import { emailInput } from '@posthorn/contracts';
import { Banner, Button, Field, Input, Panel, TextLink, toast } from '@posthorn/ui';
import { PlugZap, Send } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useFormContext, useFormState } from 'react-hook-form';
import { useAct } from '@/actions/actions.tsx';
import { asApiError } from '@/api/answer.ts';
import { CheckConnectionDocument } from '@/generated/graphql.ts';
import type { CheckConnectionInput } from '@/generated/graphql.ts';
import { CheckResult } from './check-result.tsx';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import type { Fix } from './fix-button.tsx';
import { endpointsOf, locks } from './presets.ts';
import type { Preset } from './presets.ts';
import { asksForPasswordAgain } from './submission-values.ts';
import type { SavedSubmission, SubmissionValues } from './submission-values.ts';
import { useCheck } from './use-check.ts';
import { useSetValue } from './use-set-value.ts';

interface CheckPanelProps {
  saved: SavedSubmission;
  presets: readonly Preset[];
  myAddress: string;
  /** What the API checks: the saved settings, or what stands in the form (as the form holds it, which its schema has passed). */
  inputOf: (unsaved: SubmissionValues | null) => Omit<CheckConnectionInput, 'to' | 'sendMail'>;
  /** Sends a test mail over the saved settings, as a message. Without it nothing is saved yet. */
  sendTest?: (to: string) => Promise<SentTest>;
  egress: EgressPath;
  /** With OAuth 2.0: to the token, where the check failed for want of a good one. */
  tokenAct: ReactNode;
}

export interface SentTest {
  recipient: string;
  /** The message's page. */
  href: string;
}

/** Tries what stands in the form, saved or not: up to the recipient, or all the way with a test mail. */
export function CheckPanel(props: CheckPanelProps): ReactElement {
  const { saved, presets, inputOf, sendTest, egress, tokenAct } = props;
  const act = useAct();
  const router = useRouter();
  const set = useSetValue();
  const form = useFormContext<SubmissionValues>();
  const { isDirty } = useFormState({ control: form.control });
  const { check, follow } = useCheck(() => router.refresh());
  const [to, setTo] = useState(props.myAddress);
  const [toError, setToError] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [starting, setStarting] = useState<'CHECK' | 'TEST' | null>(null);
  const [sent, setSent] = useState<SentTest | null>(null);
  const isRunning = check?.status === 'WAITING' || check?.status === 'RUNNING';
  const usesForm = isDirty || sendTest === undefined;

  const run = async (kind: 'CHECK' | 'TEST'): Promise<void> => {
    const recipient = emailInput.safeParse({ email: to });
    setToError(recipient.success ? undefined : recipient.error.issues[0]?.message);
    if (!recipient.success) return;
    // What is saved was judged when it was saved; right after that the form may still be judging by what was there before.
    if (usesForm && !(await form.trigger(undefined, { shouldFocus: true }))) return;
    setStarting(kind);
    setFailure(undefined);
    setSent(null);
    try {
      if (kind === 'TEST' && !usesForm) {
        setSent(await sendTest(recipient.data.email));
        router.refresh();
        return;
      }
      const { checkConnection } = await act(CheckConnectionDocument, {
        input: { ...inputOf(usesForm ? form.getValues() : null), to: recipient.data.email, sendMail: kind === 'TEST' },
      });
      follow(checkConnection);
    } catch (error) {
      showFailure(error);
    } finally {
      setStarting(null);
    }
  };

  const showFailure = (error: unknown): void => {
    const { field, message } = asApiError(error);
    const name = field?.replace(/^(settings|profile)\./, '') ?? null;
    if (name === null || !(name.split('.')[0]! in form.getValues())) setFailure(message);
    else form.setError(name as keyof SubmissionValues, { type: 'server', message }, { shouldFocus: true });
  };

  const apply = async (fix: Fix): Promise<void> => {
    const values = form.getValues();
    if (fix.kind === 'ASK_EGRESS') {
      if (egress.kind === 'ALLOW') await egress.allow(fix.host ?? values.host, fix.port ?? values.port);
    } else {
      set(
        mendedValues(
          fix,
          values,
          presets.find(({ id }) => id === values.preset),
        ),
      );
      // Another destination: the stored password may not go there, so there is nothing to check with yet.
      if (values.password === undefined && asksForPasswordAgain(form.getValues(), saved)) {
        toast.info('Type the password again', { description: 'It was given for the connection as it was before.' });
        form.setFocus('password');
        return;
      }
    }
    await run('CHECK');
  };

  return (
    <Panel title="Try it" id="test" description={usesForm ? 'With what stands in the form. Nothing is saved.' : 'With the saved settings.'}>
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
          <Banner tone="success" title="On its way." action={<TextLink href={sent.href}>Follow it</TextLink>}>
            A test mail to {sent.recipient} is queued.
          </Banner>
        )}
        {check !== null && <CheckResult check={check} egress={egress} tokenAct={tokenAct} onFix={apply} />}
      </div>
    </Panel>
  );
}

/** The form's values with a fix in place. What the provider documents keeps its preset; anything else makes it Custom. */
export function mendedValues(fix: Fix, values: SubmissionValues, preset: Preset | undefined): Partial<SubmissionValues> {
  switch (fix.kind) {
    case 'TRUST_CA':
      return fix.ca ? { advanced: { ...values.advanced, ca: fix.ca } } : {};
    case 'SET_MECHANISM':
      return fix.mechanism ? { advanced: { ...values.advanced, mechanism: fix.mechanism } } : {};
    case 'SET_USERNAME':
      return { username: fix.username ?? '' };
    default: {
      const way = { port: fix.port ?? values.port, security: fix.security ?? values.security };
      const documented = locks(preset) && endpointsOf(preset).some((one) => one.port === way.port && one.security === way.security);
      return { ...(!documented && { preset: 'custom' }), ...way };
    }
  }
}
