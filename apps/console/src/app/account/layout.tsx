import type { ReactElement, ReactNode } from 'react';
import { SignedIn } from '@/shell/signed-in.tsx';

/** For everybody who is signed in, about themselves. */
export default function AccountLayout({ children }: { children: ReactNode }): ReactElement {
  return <SignedIn area={{ kind: 'ACCOUNT' }}>{children}</SignedIn>;
}
