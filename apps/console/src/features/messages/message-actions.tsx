'use client';

import { Button, ConfirmDialog, CopyButton, toast } from '@posthorn/ui';
import { Ban, MailPlus, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import { CancelMessageDocument, ResendAccountMailDocument, RetryMessageDocument } from '@/generated/graphql.ts';
import type { MessageDetailFragment, MessageScope } from '@/generated/graphql.ts';
import { useLiveMessages } from './use-live-messages.ts';

/** What one can do with a message; keeps its page current. */
export function MessageActions({ message, scope }: { message: MessageDetailFragment; scope: MessageScope }): ReactElement {
  useLiveMessages(scope, message.id);
  return (
    <>
      <CopyButton value={message.supportText} variant="secondary">
        Copy for support
      </CopyButton>
      {message.canCancel && <Cancel message={message} />}
      {message.canRetry && <Retry message={message} />}
      {message.canResend && <Resend message={message} />}
    </>
  );
}

function Retry({ message }: { message: MessageDetailFragment }): ReactElement {
  const act = useAct();
  const { busy, run } = useToastedAct();
  const retry = () => run(() => act(RetryMessageDocument, { id: message.id }), 'It is queued again');
  const mayRepeat = message.attempts.at(-1)?.outcome === 'UNKNOWN';
  const label = (
    <>
      <RotateCw aria-hidden />
      {message.state === 'HELD' ? 'Send again' : 'Try again now'}
    </>
  );
  if (!mayRepeat) {
    return (
      <Button loading={busy} onClick={() => void retry()}>
        {label}
      </Button>
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button>{label}</Button>}
      tone="primary"
      title="Send it again?"
      consequence={`The connection broke while the mail server was about to answer: it may have taken the mail. Then ${message.recipient} gets it twice. The Message-ID stays the same, by which many mail programs show it once.`}
      confirmLabel="Send again"
      onConfirm={async () => void (await retry())}
    />
  );
}

function Cancel({ message }: { message: MessageDetailFragment }): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerQuiet">
          <Ban aria-hidden />
          Cancel
        </Button>
      }
      title="Cancel this message?"
      consequence={`${message.recipient} does not get it. Other recipients of the same mail still do. You can queue it again later.`}
      confirmLabel="Cancel message"
      cancelLabel="Keep it"
      onConfirm={async () => {
        await act(CancelMessageDocument, { id: message.id });
        toast.success('It is cancelled');
        router.refresh();
      }}
    />
  );
}

function Resend({ message }: { message: MessageDetailFragment }): ReactElement {
  const act = useAct();
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary">
          <MailPlus aria-hidden />
          Send a fresh link
        </Button>
      }
      tone="primary"
      title="Send a fresh link?"
      consequence={`${message.recipient} gets a new mail with a new link. The link in this one stops working.`}
      confirmLabel="Send it"
      onConfirm={async () => {
        const { resendAccountMail } = await act(ResendAccountMailDocument, { messageId: message.id });
        toast.success(`A fresh link for ${message.recipient} is on its way`);
        router.push(`/system/messages/${resendAccountMail.id}`);
      }}
    />
  );
}
