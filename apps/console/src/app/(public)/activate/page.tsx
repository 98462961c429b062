import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { Activate } from './activate.tsx';

export const metadata: Metadata = { title: 'Activate your account' };

export default function ActivatePage(): ReactElement {
  return <Activate />;
}
