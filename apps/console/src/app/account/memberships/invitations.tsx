'use client';

import { Button, ConfirmDialog, Panel, toast } from '@posthorn/ui';
import { Check } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import type { Membership } from '@/api/viewer.ts';
import { AcceptInvitationDocument, LeaveTenantDocument } from '@/generated/graphql.ts';
import { roleLabel } from '@/features/invitations/invite-dialog.tsx';

export function Invitations({ invitations }: { invitations: readonly Membership[] }): ReactElement | null {
  if (invitations.length === 0) return null;
  return (
    <Panel title={invitations.length === 1 ? 'You are invited' : `You have ${invitations.length} invitations`} flush className="mb-5">
      <ul className="divide-y">
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Panel>
  );
}

function InvitationRow({ invitation }: { invitation: Membership }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { busy, run } = useToastedAct();
  const { tenantId, tenantName, role } = invitation;
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium break-words">{tenantName}</p>
        <p className="text-muted-foreground">as {roleLabel(role).toLowerCase()}</p>
      </div>
      <ConfirmDialog
        trigger={<Button aria-label={`Decline the invitation of ${tenantName}`}>Decline</Button>}
        title={`Decline the invitation of ${tenantName}?`}
        consequence="It disappears from here. Only a new invitation brings it back."
        confirmLabel="Decline"
        onConfirm={async () => {
          await act(LeaveTenantDocument, { tenantId });
          toast.success(`You declined ${tenantName}`);
          router.refresh();
        }}
      />
      <Button
        variant="primary"
        loading={busy}
        aria-label={`Accept the invitation of ${tenantName}`}
        onClick={() => void run(() => act(AcceptInvitationDocument, { tenantId }), `You belong to ${tenantName} now`)}
      >
        <Check aria-hidden />
        Accept
      </Button>
    </li>
  );
}
