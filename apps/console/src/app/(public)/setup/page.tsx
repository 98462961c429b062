import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { Setup } from './setup.tsx';

export const metadata: Metadata = { title: 'Become system admin' };

export default function SetupPage(): ReactElement {
  return <Setup />;
}
