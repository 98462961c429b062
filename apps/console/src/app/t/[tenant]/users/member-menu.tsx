'use client';

import { Button, ConfirmDialog, DropdownMenu, DropdownMenuItem, DropdownMenuSeparator, toast } from '@posthorn/ui';
import { Ellipsis, Link2, MailPlus, ShieldMinus, ShieldPlus, UserMinus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import {
  ChangeMemberRoleDocument,
  CopyActivationLinkDocument,
  RemoveMemberDocument,
  ResendActivationDocument,
} from '@/generated/graphql.ts';
import type { CopyActivationLinkMutation } from '@/generated/graphql.ts';
import { CopiedLinkDialog } from './copied-link-dialog.tsx';
import type { MemberRow } from './members-table.tsx';

interface MemberMenuProps {
  member: MemberRow;
  tenantName: string;
  isMe: boolean;
}

export function MemberMenu({ member, tenantName, isMe }: MemberMenuProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { run } = useToastedAct();
  const [asked, setAsked] = useState<'ROLE' | 'REMOVE' | null>(null);
  const [link, setLink] = useState<CopyActivationLinkMutation['copyActivationLink'] | null>(null);
  const isInvited = member.status === 'INVITED';
  const isAdmin = member.role === 'TENANT_ADMIN';
  const membershipId = member.id;

  const copyLink = async (): Promise<void> => {
    const { copyActivationLink } = await act(CopyActivationLinkDocument, { membershipId });
    setLink(copyActivationLink);
    router.refresh();
  };

  return (
    <>
      <DropdownMenu
        trigger={
          <Button variant="ghost" size="iconSm" aria-label={`Acts for ${member.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {isInvited && (
          <>
            <DropdownMenuItem
              icon={<MailPlus aria-hidden />}
              onSelect={() =>
                void run(() => act(ResendActivationDocument, { membershipId }), `A fresh link for ${member.email} is on its way`)
              }
            >
              Send the invitation again
            </DropdownMenuItem>
            {member.invitation?.canCopyLink === true && (
              <DropdownMenuItem
                icon={<Link2 aria-hidden />}
                onSelect={() => void copyLink().catch((error: unknown) => toast.error(String((error as Error).message)))}
              >
                Copy the link instead
              </DropdownMenuItem>
            )}
            <DropdownMenuSeparator />
          </>
        )}
        <DropdownMenuItem icon={isAdmin ? <ShieldMinus aria-hidden /> : <ShieldPlus aria-hidden />} onSelect={() => setAsked('ROLE')}>
          {isAdmin ? 'Make member' : 'Make tenant admin'}
        </DropdownMenuItem>
        <DropdownMenuItem icon={<UserMinus aria-hidden />} danger onSelect={() => setAsked('REMOVE')}>
          {isInvited ? 'Withdraw the invitation' : 'Remove from tenant'}
        </DropdownMenuItem>
      </DropdownMenu>
      {asked === 'ROLE' && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          tone={isAdmin ? 'danger' : 'primary'}
          title={isAdmin ? `Make ${member.name} a member?` : `Make ${member.name} a tenant admin?`}
          consequence={
            isAdmin
              ? `${isMe ? 'You' : 'They'} can no longer invite or remove people or see the sandbox and audit. The last admin of a tenant can’t be made a member.`
              : 'They can invite and remove people, set up mail, and see the sandbox and the audit.'
          }
          confirmLabel={isAdmin ? 'Make member' : 'Make tenant admin'}
          onConfirm={async () => {
            await act(ChangeMemberRoleDocument, { membershipId, role: isAdmin ? 'MEMBER' : 'TENANT_ADMIN' });
            toast.success(`${member.name} is ${isAdmin ? 'a member' : 'a tenant admin'} now`);
            router.refresh();
          }}
        />
      )}
      {asked === 'REMOVE' && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={isInvited ? `Withdraw the invitation of ${member.name}?` : `Remove ${member.name} from ${tenantName}?`}
          consequence={
            isInvited
              ? 'The link in their mail stops working at once.'
              : `${isMe ? 'You lose' : 'They lose'} access to ${tenantName} at once. The account itself and other memberships stay; only a new invitation brings them back.`
          }
          confirmLabel={isInvited ? 'Withdraw invitation' : 'Remove from tenant'}
          onConfirm={async () => {
            await act(RemoveMemberDocument, { membershipId });
            toast.success(isInvited ? 'The invitation is withdrawn' : `${member.name} is removed`);
            router.refresh();
          }}
        />
      )}
      <CopiedLinkDialog link={link} recipient={member.name} onClose={() => setLink(null)} />
    </>
  );
}
