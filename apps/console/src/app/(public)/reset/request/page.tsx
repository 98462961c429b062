import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { RequestReset } from './request-reset.tsx';

export const metadata: Metadata = { title: 'Reset your password' };

export default function RequestResetPage(): ReactElement {
  return <RequestReset />;
}
