'use client';

import { Button, ConfirmDialog, toast } from '@posthorn/ui';
import { MailPlus, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/acts/acts.tsx';
import { useToastedAct } from '@/acts/use-toasted-act.ts';
import { ResendAccountMailDocument, RetryMessageDocument } from '@/generated/graphql.ts';
import { useLiveMessages } from '../use-live-messages.ts';

interface MessageActionsProps {
  id: string;
  recipient: string;
  canRetry: boolean;
  canResend: boolean;
}

export function MessageActions({ id, recipient, canRetry, canResend }: MessageActionsProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { busy, run } = useToastedAct();
  useLiveMessages(id);

  return (
    <>
      {canRetry && (
        <Button loading={busy} onClick={() => void run(() => act(RetryMessageDocument, { id }), 'It is queued again')}>
          <RotateCw aria-hidden />
          Try again now
        </Button>
      )}
      {canResend && (
        <ConfirmDialog
          trigger={
            <Button variant="primary">
              <MailPlus aria-hidden />
              Send a fresh link
            </Button>
          }
          tone="primary"
          title="Send a fresh link?"
          consequence={`${recipient} gets a new mail with a new link. The link in this one stops working.`}
          confirmLabel="Send it"
          onConfirm={async () => {
            const { resendAccountMail } = await act(ResendAccountMailDocument, { messageId: id });
            toast.success(`A fresh link for ${recipient} is on its way`);
            router.push(`/system/messages/${resendAccountMail.id}`);
          }}
        />
      )}
    </>
  );
}
