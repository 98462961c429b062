import { forbidden } from 'next/navigation';
import type { ReactElement, ReactNode } from 'react';
import { viewer } from '@/api/viewer.ts';
import { SignedIn } from '@/shell/signed-in.tsx';

/** For system admins. */
export default async function SystemLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const { identity } = await viewer();
  if (!identity.systemAdmin) forbidden();
  return <SignedIn area={{ kind: 'SYSTEM' }}>{children}</SignedIn>;
}
