import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { UndoEmail } from './undo-email.tsx';

export const metadata: Metadata = { title: 'Undo the address change' };

export default function UndoEmailPage(): ReactElement {
  return <UndoEmail />;
}
