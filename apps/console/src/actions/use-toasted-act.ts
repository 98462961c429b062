'use client';

import { toast } from '@posthorn/ui';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { asApiError } from '@/api/answer.ts';

/** Runs an act of one click: says what happened, good or bad, and reads the page again. */
export function useToastedAct(): { busy: boolean; run: (act: () => Promise<unknown>, done: string) => Promise<boolean> } {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  const run = async (act: () => Promise<unknown>, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      await act();
      toast.success(done);
      router.refresh();
      return true;
    } catch (error) {
      toast.error(asApiError(error).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
