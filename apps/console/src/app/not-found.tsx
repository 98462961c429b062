import type { ReactElement } from 'react';
import { RootNotice } from '@/shell/root-notice.tsx';

export default function NotFound(): ReactElement {
  return <RootNotice title="There is nothing here" sentence="It was removed, the address is wrong, or it belongs to somebody else." />;
}
