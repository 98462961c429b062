'use client';

import { Button, ConfirmDialog, DropdownMenu, DropdownMenuItem, DropdownMenuSeparator, toast } from '@posthorn/ui';
import { Ellipsis, ShieldMinus, ShieldPlus, UserCheck, UserX } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { DisableIdentityDocument, EnableIdentityDocument, SetSystemAdminDocument } from '@/generated/graphql.ts';
import type { IdentityRow } from './identities-table.tsx';

type Act = 'DISABLE' | 'ENABLE' | 'PROMOTE' | 'DEMOTE';

export function IdentityMenu({ identity, isMe }: { identity: IdentityRow; isMe: boolean }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const [asked, setAsked] = useState<Act | null>(null);
  const { id, name } = identity;

  const questions: Record<
    Act,
    { title: string; consequence: string; confirmLabel: string; tone: 'danger' | 'primary'; done: string; run: () => Promise<unknown> }
  > = {
    DISABLE: {
      title: `Disable ${name}?`,
      consequence: 'They are signed out everywhere at once, can’t sign in again, and their open links die. Their memberships stay.',
      confirmLabel: 'Disable user',
      tone: 'danger',
      done: `${name} is disabled`,
      run: () => act(DisableIdentityDocument, { id }),
    },
    ENABLE: {
      title: `Enable ${name}?`,
      consequence: 'They can sign in again with the password they had.',
      confirmLabel: 'Enable user',
      tone: 'primary',
      done: `${name} can sign in again`,
      run: () => act(EnableIdentityDocument, { id }),
    },
    PROMOTE: {
      title: `Make ${name} a system admin?`,
      consequence:
        'They can change platform mail, create and suspend tenants, disable people, and make other system admins. They must sign in again.',
      confirmLabel: 'Make system admin',
      tone: 'danger',
      done: `${name} is a system admin`,
      run: () => act(SetSystemAdminDocument, { id, systemAdmin: true }),
    },
    DEMOTE: {
      title: isMe ? 'Give up being a system admin?' : `Take system admin from ${name}?`,
      consequence: isMe
        ? 'You lose this part of the console at once; another system admin would have to give it back.'
        : 'They lose the system pages at once. Their memberships stay.',
      confirmLabel: 'Take away',
      tone: 'danger',
      done: `${name} is no system admin any more`,
      run: () => act(SetSystemAdminDocument, { id, systemAdmin: false }),
    },
  };
  const question = asked === null ? null : questions[asked];

  return (
    <>
      <DropdownMenu
        trigger={
          <Button variant="ghost" size="iconSm" aria-label={`Acts for ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {identity.systemAdmin ? (
          <DropdownMenuItem icon={<ShieldMinus aria-hidden />} onSelect={() => setAsked('DEMOTE')}>
            Take system admin away
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem icon={<ShieldPlus aria-hidden />} disabled={identity.status !== 'ACTIVE'} onSelect={() => setAsked('PROMOTE')}>
            Make system admin
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        {identity.status === 'DISABLED' ? (
          <DropdownMenuItem icon={<UserCheck aria-hidden />} onSelect={() => setAsked('ENABLE')}>
            Enable
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem icon={<UserX aria-hidden />} danger disabled={isMe} onSelect={() => setAsked('DISABLE')}>
            Disable
          </DropdownMenuItem>
        )}
      </DropdownMenu>
      {question !== null && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(null)}
          title={question.title}
          consequence={question.consequence}
          confirmLabel={question.confirmLabel}
          tone={question.tone}
          onConfirm={async () => {
            await question.run();
            toast.success(question.done);
            router.refresh();
          }}
        />
      )}
    </>
  );
}
