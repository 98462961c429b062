'use client';

import { Button, ConfirmDialog, toast } from '@posthorn/ui';
import { LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { RevokeOtherSessionsDocument } from '@/generated/graphql.ts';

export function RevokeOthers({ count }: { count: number }): ReactElement | null {
  const act = useAct();
  const router = useRouter();
  if (count === 0) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="dangerQuiet">
          <LogOut aria-hidden />
          End all others
        </Button>
      }
      title={count === 1 ? 'End the other session?' : `End the ${count} other sessions?`}
      consequence="Those browsers are signed out within seconds. This one stays."
      confirmLabel="End them"
      onConfirm={async () => {
        const { revokeOtherSessions } = await act(RevokeOtherSessionsDocument, {});
        toast.success(revokeOtherSessions === 1 ? '1 session ended' : `${revokeOtherSessions} sessions ended`);
        router.refresh();
      }}
    />
  );
}
