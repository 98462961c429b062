import type { ReactElement } from 'react';
import { FormSkeleton } from '@/shell/skeletons.tsx';

export default function Loading(): ReactElement {
  return <FormSkeleton aside />;
}
