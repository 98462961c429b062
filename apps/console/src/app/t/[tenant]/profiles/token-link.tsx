'use client';

import { buttonVariants } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { useFormContext, useFormState } from 'react-hook-form';
import type { ProfileValues } from './profile-values.ts';

/**
 * To the profile's token, where a check failed for want of one. `href`: null while OAuth 2.0 is not saved. What is unsaved has no token
 * yet: then the failure itself says to save first.
 */
export function TokenLink({ href }: { href: string | null }): ReactElement | null {
  const { control } = useFormContext<ProfileValues>();
  const { isDirty } = useFormState({ control });
  if (href === null || isDirty) return null;
  return (
    <Link href={href} className={buttonVariants({ className: 'self-start' })}>
      <KeyRound aria-hidden />
      Manage token
    </Link>
  );
}
