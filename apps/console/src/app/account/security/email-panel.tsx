'use client';

import { emailInput } from '@posthorn/contracts';
import { Badge, Banner, Button, Field, Input, Panel, toast } from '@posthorn/ui';
import { Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import { CancelEmailChangeDocument, RequestEmailChangeDocument } from '@/generated/graphql.ts';

export function EmailPanel({
  email,
  isVerified,
  pendingEmail,
  pendingApprovalBy,
}: {
  email: string;
  isVerified: boolean;
  pendingEmail: string | null;
  /** The old address that is asked before the new one. */
  pendingApprovalBy: string | null;
}): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { busy, run } = useToastedAct();
  const [changing, setChanging] = useState(false);

  return (
    <Panel
      title="E-mail"
      actions={
        <Button onClick={() => setChanging(true)}>
          <Pencil aria-hidden />
          Change
        </Button>
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium break-all">{email}</span>
        {isVerified ? <Badge tone="success">Verified</Badge> : <Badge tone="warning">Not verified</Badge>}
      </p>
      {pendingEmail !== null && (
        <Banner
          tone="info"
          title={pendingApprovalBy === null ? 'Waiting for you to confirm.' : 'Waiting for your old address to agree.'}
          className="mt-3"
          action={
            <Button size="sm" loading={busy} onClick={() => void run(() => act(CancelEmailChangeDocument, {}), 'The change is cancelled')}>
              Cancel the change
            </Button>
          }
        >
          {pendingApprovalBy === null ? (
            <>
              We mailed a link to <span className="break-all">{pendingEmail}</span>.
            </>
          ) : (
            <>
              Your address changed less than 72 hours ago, so we mailed a link to <span className="break-all">{pendingApprovalBy}</span>{' '}
              first; <span className="break-all">{pendingEmail}</span> gets its own once that is followed.
            </>
          )}{' '}
          Until then you sign in with the address above.
        </Banner>
      )}
      <FormDialog
        open={changing}
        onOpenChange={setChanging}
        title="Change your e-mail"
        description="The new address gets a link to confirm it; the old one gets a notice and can undo the change for 72 hours."
        schema={emailInput}
        defaultValues={{ email: '' }}
        submitLabel="Send the link"
        run={async (input) => {
          await act(RequestEmailChangeDocument, input);
          toast.success('A link is on its way');
          router.refresh();
        }}
      >
        {({ register, formState: { errors } }) => (
          <Field label="New e-mail" error={errors.email?.message}>
            <Input type="email" inputMode="email" autoComplete="email" autoFocus {...register('email')} />
          </Field>
        )}
      </FormDialog>
    </Panel>
  );
}
