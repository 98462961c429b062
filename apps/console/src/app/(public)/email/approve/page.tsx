import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { ApproveEmail } from './approve-email.tsx';

export const metadata: Metadata = { title: 'Let the account move on' };

export default function ApproveEmailPage(): ReactElement {
  return <ApproveEmail />;
}
