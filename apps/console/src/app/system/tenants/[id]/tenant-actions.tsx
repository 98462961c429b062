'use client';

import { suspendTenantInput } from '@posthorn/contracts';
import { Button, ConfirmDialog, Field, Input, toast } from '@posthorn/ui';
import { CirclePause, CirclePlay, UserPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { FormDialog } from '@/actions/form-dialog.tsx';
import { InviteTenantAdminDocument, ResumeTenantDocument, SuspendTenantDocument } from '@/generated/graphql.ts';
import type { TenantFieldsFragment } from '@/generated/graphql.ts';
import { InviteDialog } from '@/features/invitations/invite-dialog.tsx';

export function TenantActions({ tenant }: { tenant: TenantFieldsFragment }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const [open, setOpen] = useState<'INVITE' | 'SUSPEND' | null>(null);
  const done = (sentence: string): void => {
    toast.success(sentence);
    router.refresh();
  };

  return (
    <>
      {tenant.status === 'ACTIVE' ? (
        <>
          <Button variant="dangerQuiet" onClick={() => setOpen('SUSPEND')}>
            <CirclePause aria-hidden />
            Suspend
          </Button>
          <Button variant="primary" onClick={() => setOpen('INVITE')}>
            <UserPlus aria-hidden />
            Invite tenant admin
          </Button>
        </>
      ) : (
        <ConfirmDialog
          trigger={
            <Button variant="primary">
              <CirclePlay aria-hidden />
              Resume
            </Button>
          }
          tone="primary"
          title={`Resume ${tenant.name}?`}
          consequence="Its pages and API keys work again at once, and the mail that waited is sent."
          confirmLabel="Resume tenant"
          onConfirm={async () => {
            await act(ResumeTenantDocument, { id: tenant.id });
            done(`${tenant.name} is active again`);
          }}
        />
      )}
      <InviteDialog
        open={open === 'INVITE'}
        onOpenChange={(next) => setOpen(next ? 'INVITE' : null)}
        title="Invite a tenant admin"
        description={`They get a mail with a link and run ${tenant.name} from then on.`}
        role="TENANT_ADMIN"
        chooseRole={false}
        invite={async (input) => {
          const { inviteTenantAdmin } = await act(InviteTenantAdminDocument, { tenantId: tenant.id, input });
          done(`Invitation for ${inviteTenantAdmin.email} is on its way`);
        }}
      />
      <FormDialog
        open={open === 'SUSPEND'}
        onOpenChange={(next) => setOpen(next ? 'SUSPEND' : null)}
        title={`Suspend ${tenant.name}?`}
        description={`Its ${people(tenant.memberCount)} can still sign in, but see only the reason. Its pages, operations and API keys are refused, its mail is held in the queue. Nothing is deleted.`}
        schema={suspendTenantInput}
        defaultValues={{ reason: '' }}
        submitLabel="Suspend tenant"
        danger
        run={async ({ reason }) => {
          await act(SuspendTenantDocument, { id: tenant.id, reason });
          done(`${tenant.name} is suspended`);
        }}
      >
        {({ register, formState: { errors } }) => (
          <Field label="Reason" error={errors.reason?.message} help="Its people read this.">
            <Input autoFocus autoComplete="off" {...register('reason')} />
          </Field>
        )}
      </FormDialog>
    </>
  );
}

const people = (count: number): string => (count === 1 ? '1 member' : `${count} members`);
