import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { Reset } from './reset.tsx';

export const metadata: Metadata = { title: 'Choose a new password' };

export default function ResetPage(): ReactElement {
  return <Reset />;
}
