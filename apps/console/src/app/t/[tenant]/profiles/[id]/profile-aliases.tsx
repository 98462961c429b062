'use client';

import { Button, ConfirmDialog, Panel, toast } from '@posthorn/ui';
import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { RemoveEmailProfileAliasDocument } from '@/generated/graphql.ts';
import type { Profile } from '../profile-values.ts';

/** Names the profile had before: programs that still use them go on working. */
export function ProfileAliases({ profile }: { profile: Profile }): ReactElement | null {
  const act = useAct();
  const router = useRouter();
  if (profile.aliases.length === 0) return null;
  return (
    <Panel title="Former names" description="Programs may still call it by these.">
      <ul className="-my-1 divide-y">
        {profile.aliases.map((alias) => (
          <li key={alias} className="flex items-center justify-between gap-2 py-1">
            <span className="min-w-0">{alias}</span>
            <ConfirmDialog
              trigger={
                <Button variant="ghost" size="iconSm" aria-label={`Remove the name ${alias}`}>
                  <X aria-hidden />
                </Button>
              }
              title={`Remove the name ${alias}?`}
              consequence="What programs still send with this name is refused from then on. Another profile may take the name."
              confirmLabel="Remove the name"
              onConfirm={async () => {
                await act(RemoveEmailProfileAliasDocument, { id: profile.id, name: alias });
                toast.success(`${alias} is no name of ${profile.name} any more`);
                router.refresh();
              }}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
