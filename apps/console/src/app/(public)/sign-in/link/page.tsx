import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { SignInByLink } from './sign-in-by-link.tsx';

export const metadata: Metadata = { title: 'Sign in with a link' };

export default function SignInLinkPage(): ReactElement {
  return <SignInByLink />;
}
