'use client';

import { Banner, Button } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useFormContext } from 'react-hook-form';
import type { SubmissionValues } from '@/features/submissions/submission-values.ts';
import { useSetValue } from '@/features/submissions/use-set-value.ts';

/** The sandbox's port and security are nobody else's: a real setup starts from the usual ones. */
export function LeaveSandbox(): ReactElement {
  const { setValue, setFocus } = useFormContext<SubmissionValues>();
  const set = useSetValue();
  const start = (): void => {
    set({ preset: 'custom', port: 587, security: 'STARTTLS_REQUIRED' });
    // Not judged while nobody has typed anything.
    setValue('host', '', { shouldDirty: true });
    setFocus('host');
  };
  return (
    <Banner
      tone="info"
      title="These are the sandbox’s settings."
      action={
        <Button size="sm" onClick={start}>
          Set up a real server
        </Button>
      }
    >
      Mail is caught and shown, not delivered.
    </Banner>
  );
}
