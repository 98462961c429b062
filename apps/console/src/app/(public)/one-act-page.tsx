'use client';

import { Button } from '@posthorn/ui';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { asApiError } from '@/api/answer.ts';
import { FormFailure } from './form-failure.tsx';
import { PublicPage } from './public-page.tsx';

interface OneActPageProps {
  title: string;
  lead: ReactNode;
  /** Words on the button. Opening the page does nothing: mail scanners open links too. */
  act: string;
  run: () => Promise<void>;
}

export function OneActPage({ title, lead, act, run }: OneActPageProps): ReactElement {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string>();

  const press = async (): Promise<void> => {
    setRunning(true);
    setFailure(undefined);
    try {
      await run();
    } catch (error) {
      setRunning(false);
      setFailure(asApiError(error).message);
    }
  };

  return (
    <PublicPage title={title} lead={lead}>
      <div className="flex flex-col gap-4">
        <FormFailure message={failure} />
        <Button variant="primary" size="lg" loading={running} onClick={() => void press()}>
          {act}
        </Button>
      </div>
    </PublicPage>
  );
}
