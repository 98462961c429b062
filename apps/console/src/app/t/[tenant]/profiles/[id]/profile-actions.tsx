'use client';

import { Button, DropdownMenu, DropdownMenuItem, DropdownMenuSeparator, buttonVariants } from '@posthorn/ui';
import { Bug, BugOff, CirclePause, CirclePlay, Copy, Ellipsis, KeyRound, Send, Star, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import {
  DebugEmailProfileDocument,
  DuplicateEmailProfileDocument,
  PauseEmailProfileDocument,
  ResumeEmailProfileDocument,
  SetDefaultEmailProfileDocument,
} from '@/generated/graphql.ts';
import { useIsAhead } from '@/features/submissions/debug-switch.tsx';
import type { Profile } from '../profile-values.ts';
import { DeleteProfileDialog } from './delete-profile-dialog.tsx';

interface ProfileActionsProps {
  profile: Profile;
  others: readonly { id: string; name: string }[];
  base: string;
}

export function ProfileActions({ profile, others, base }: ProfileActionsProps): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { busy, run } = useToastedAct();
  const [deleting, setDeleting] = useState(false);
  const isDebugging = useIsAhead(profile.debugUntil ?? null);
  const { id, name } = profile;
  const isOAuth = profile.authentication === 'OAUTH2';

  const duplicate = async (): Promise<void> => {
    await run(
      async () => {
        const { duplicateEmailProfile } = await act(DuplicateEmailProfileDocument, { id });
        router.push(`${base}/profiles/${duplicateEmailProfile.id}`);
      },
      `A copy of ${name} is here${isOAuth ? '. Tokens are not copied: it needs one of its own' : ''}`,
    );
  };

  return (
    <>
      <Link href={`${base}/profiles/${id}/test`} className={buttonVariants({ variant: 'primary' })}>
        <Send aria-hidden />
        Send a test message
      </Link>
      <DropdownMenu
        trigger={
          <Button size="icon" loading={busy} aria-label={`More acts on ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {isOAuth && (
          <DropdownMenuItem icon={<KeyRound aria-hidden />} onSelect={() => router.push(`${base}/profiles/${id}/token`)}>
            Manage token
          </DropdownMenuItem>
        )}
        <DropdownMenuItem icon={<Copy aria-hidden />} onSelect={() => void duplicate()}>
          Duplicate
        </DropdownMenuItem>
        {!profile.isDefault && (
          <DropdownMenuItem
            icon={<Star aria-hidden />}
            onSelect={() => void run(() => act(SetDefaultEmailProfileDocument, { id }), `${name} is the default now`)}
          >
            Make default
          </DropdownMenuItem>
        )}
        <DropdownMenuItem
          icon={isDebugging ? <BugOff aria-hidden /> : <Bug aria-hidden />}
          onSelect={() =>
            void run(
              () => act(DebugEmailProfileDocument, { id, minutes: isDebugging ? 0 : 60 }),
              isDebugging ? 'No transcripts are kept any more' : 'Transcripts are kept for an hour',
            )
          }
        >
          {isDebugging ? 'Stop debugging' : 'Debug for an hour'}
        </DropdownMenuItem>
        {profile.pausedAt ? (
          <DropdownMenuItem
            icon={<CirclePlay aria-hidden />}
            onSelect={() => void run(() => act(ResumeEmailProfileDocument, { id }), 'Its mail is sent again')}
          >
            Resume
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem
            icon={<CirclePause aria-hidden />}
            onSelect={() => void run(() => act(PauseEmailProfileDocument, { id }), `${name} is paused; its mail waits`)}
          >
            Pause
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => setDeleting(true)}>
          Delete
        </DropdownMenuItem>
      </DropdownMenu>
      {deleting && <DeleteProfileDialog profile={profile} others={others} base={base} onClose={() => setDeleting(false)} />}
    </>
  );
}
