import type { ReactElement } from 'react';
import { RootNotice } from '@/shell/root-notice.tsx';

export default function Forbidden(): ReactElement {
  return (
    <RootNotice
      title="You have no access to this page"
      sentence="Your role does not include it. Ask an admin if you need it; if your role was changed just now, sign in again."
    />
  );
}
