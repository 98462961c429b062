import { Banner } from '@posthorn/ui';
import type { ReactElement } from 'react';

/** What the API refused about the form as a whole; read out when it appears. */
export function FormFailure({ message }: { message: string | undefined }): ReactElement {
  return <div aria-live="assertive">{message !== undefined && <Banner tone="danger">{message}</Banner>}</div>;
}
