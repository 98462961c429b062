'use client';

import { buttonVariants } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ProfileValues } from './profile-values.ts';

/** To the profile's token, where a check failed for want of one. `href`: null while OAuth 2.0 is not saved. */
export function TokenLink({ href }: { href: string | null }): ReactElement | null {
  const { control } = useFormContext<ProfileValues>();
  const authentication = useWatch({ control, name: 'authentication' });
  if (authentication !== 'OAUTH2') return null;
  if (href === null) return <p className="text-muted-foreground">Save the profile first; then its token is granted.</p>;
  return (
    <Link href={href} className={buttonVariants({ className: 'self-start' })}>
      <KeyRound aria-hidden />
      Manage token
    </Link>
  );
}
