import { Banner } from '@posthorn/ui';
import type { ReactElement } from 'react';

/** What the API refused about the form as a whole; a danger banner is read out when it appears. */
export function FormFailure({ message }: { message: string | undefined }): ReactElement | null {
  return message === undefined ? null : <Banner tone="danger">{message}</Banner>;
}
