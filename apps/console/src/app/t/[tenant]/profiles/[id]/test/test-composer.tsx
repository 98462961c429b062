'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { testMessageInput } from '@posthorn/contracts';
import { Banner, Button, Field, Input, Panel, Textarea } from '@posthorn/ui';
import { Send } from 'lucide-react';
import type { ReactElement } from 'react';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { useAct } from '@/actions/actions.tsx';
import { submit } from '@/actions/submit.ts';
import { SendTestMessageDocument } from '@/generated/graphql.ts';
import { Attachments } from './attachments.tsx';
import type { TestedProfile } from './test-desk.tsx';
import { useAttachments } from './use-attachments.ts';

interface TestComposerProps {
  profile: TestedProfile;
  myAddress: string;
  onSent: (messageId: string) => void;
}

export function TestComposer({ profile, myAddress, onSent }: TestComposerProps): ReactElement {
  const act = useAct();
  const attachments = useAttachments();
  const form = useForm<z.input<typeof testMessageInput>, unknown, z.output<typeof testMessageInput>>({
    resolver: zodResolver(testMessageInput),
    defaultValues: {
      profileId: profile.id,
      to: myAddress,
      subject: `Test of ${profile.name}`,
      text: `This message proves that the email profile "${profile.name}" sends mail.`,
      attachmentIds: [],
    },
  });
  const { errors, isSubmitting } = form.formState;
  const from = profile.fromName ? `${profile.fromName} <${profile.fromAddress}>` : profile.fromAddress;

  const send = form.handleSubmit(async (values) => {
    await submit(form, async () => {
      const input = { ...values, attachmentIds: attachments.ids };
      const { sendTestMessage } = await act(SendTestMessageDocument, { input });
      onSent(sendTestMessage.id);
    });
  });

  return (
    <Panel title="Message">
      <form noValidate onSubmit={(event) => void send(event)} className="flex flex-col gap-4" aria-label="Test message">
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label="From" help="Fixed by the profile.">
            <Input readOnly value={from} />
          </Field>
          <Field label="To" error={errors.to?.message}>
            <Input type="email" inputMode="email" autoComplete="off" {...form.register('to')} />
          </Field>
        </div>
        <Field label="Subject" error={errors.subject?.message}>
          <Input autoComplete="off" {...form.register('subject')} />
        </Field>
        <Field label="Body" error={errors.text?.message}>
          <Textarea rows={8} {...form.register('text')} />
        </Field>
        <Attachments attachments={attachments} />
        {errors.root?.message !== undefined && <Banner tone="danger">{errors.root.message}</Banner>}
        {errors.attachmentIds?.message !== undefined && <Banner tone="danger">{errors.attachmentIds.message}</Banner>}
        <div className="flex flex-wrap items-center justify-end gap-3">
          {attachments.isUploading && <span className="text-muted-foreground">An attachment is still on its way.</span>}
          <Button type="submit" variant="primary" loading={isSubmitting} disabled={attachments.isUploading}>
            <Send aria-hidden />
            Send test message
          </Button>
        </div>
      </form>
    </Panel>
  );
}
