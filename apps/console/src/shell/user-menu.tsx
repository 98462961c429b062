'use client';

import { Button, DropdownMenu, DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator, toast } from '@posthorn/ui';
import { KeyRound, LogOut, MonitorSmartphone, UserRound, UsersRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { asApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import { SignOutDocument } from '@/generated/graphql.ts';

export function UserMenu({ name, email }: { name: string; email: string }): ReactElement {
  const signOut = async (): Promise<void> => {
    try {
      await send(SignOutDocument, {});
    } catch (error) {
      // A session that has ended already is what was asked for.
      if (asApiError(error).code !== 'NOT_SIGNED_IN') {
        toast.error('You are still signed in', { description: asApiError(error).message });
        return;
      }
    }
    // A full load: nothing of this session stays in the browser's memory.
    location.assign('/sign-in');
  };

  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="icon" aria-label={`Account menu of ${name}, ${initials(name)}`}>
          <span
            className="flex size-6 items-center justify-center rounded-full bg-selected text-xs font-semibold text-foreground"
            aria-hidden
          >
            {initials(name)}
          </span>
        </Button>
      }
    >
      <DropdownMenuLabel>
        <span className="block truncate text-sm font-medium text-foreground">{name}</span>
        <span className="block truncate">{email}</span>
      </DropdownMenuLabel>
      <DropdownMenuSeparator />
      <DropdownMenuItem href="/account" icon={<UserRound aria-hidden />}>
        Profile
      </DropdownMenuItem>
      <DropdownMenuItem href="/account/security" icon={<KeyRound aria-hidden />}>
        E-mail and password
      </DropdownMenuItem>
      <DropdownMenuItem href="/account/sessions" icon={<MonitorSmartphone aria-hidden />}>
        Sessions
      </DropdownMenuItem>
      <DropdownMenuItem href="/account/memberships" icon={<UsersRound aria-hidden />}>
        Memberships
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
        Sign out
      </DropdownMenuItem>
    </DropdownMenu>
  );
}

/** First letters of the first and last word; grapheme-wise, for names beyond ASCII. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return ends.map((word) => [...graphemes.segment(word ?? '')][0]?.segment.toUpperCase() ?? '').join('');
}
