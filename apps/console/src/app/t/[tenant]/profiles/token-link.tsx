'use client';

import { buttonVariants } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { Profile, ProfileValues } from '../profile-values.ts';

/** To the profile's token, where a check failed for want of one. */
export function TokenLink({ profile, base }: { profile: Profile; base: string }): ReactElement | null {
  const { control } = useFormContext<ProfileValues>();
  const authentication = useWatch({ control, name: 'authentication' });
  if (authentication !== 'OAUTH2') return null;
  if (profile.authentication !== 'OAUTH2')
    return <p className="text-muted-foreground">Save the profile first; then its token is granted.</p>;
  return (
    <Link href={`${base}/profiles/${profile.id}/token`} className={buttonVariants({ className: 'self-start' })}>
      <KeyRound aria-hidden />
      Manage token
    </Link>
  );
}
