import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { ConfirmEmail } from './confirm-email.tsx';

export const metadata: Metadata = { title: 'Confirm your new address' };

export default function ConfirmEmailPage(): ReactElement {
  return <ConfirmEmail />;
}
