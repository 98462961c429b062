'use client';

import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Document } from '@/api/answer.ts';
import { ApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import { useTenantId } from '@/api/use-tenant-id.ts';
import { StepUpDialog } from './step-up-dialog.tsx';

type Act = <Result, Variables>(document: Document<Result, Variables>, variables: Variables) => Promise<Result>;

const StepUpContext = createContext<(() => Promise<boolean>) | null>(null);

/** Asks for the password when an act needs it proved again, and lets the act go on. Stands once, around every signed-in page. */
export function ActsProvider({ children }: { children: ReactNode }): ReactElement {
  const [asking, setAsking] = useState<{ answer: (proved: boolean) => void } | null>(null);

  const stepUp = useCallback(() => new Promise<boolean>((resolve) => setAsking({ answer: resolve })), []);
  const close = (proved: boolean): void => {
    asking?.answer(proved);
    setAsking(null);
  };

  return (
    <StepUpContext value={stepUp}>
      {children}
      <StepUpDialog open={asking !== null} onClose={close} />
    </StepUpContext>
  );
}

/**
 * Writes to the API in the tenant of the page. Asks for the password where the act wants it and repeats the act; sends to the
 * sign-in page when the session has ended. Throws {@link ApiError} otherwise.
 */
export function useAct(): Act {
  const stepUp = useContext(StepUpContext);
  const tenantId = useTenantId();

  return useMemo<Act>(
    () => async (document, variables) => {
      try {
        return await send(document, variables, tenantId);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === 'NOT_SIGNED_IN' && stepUp !== null) return leaveToSignIn();
        if (error.code !== 'STEP_UP_REQUIRED' || stepUp === null) throw error;
        if (await stepUp()) return send(document, variables, tenantId);
        throw new ApiError('Nothing was changed: this needs your password.', { code: 'STEP_UP_REQUIRED' });
      }
    },
    [stepUp, tenantId],
  );
}

function leaveToSignIn(): Promise<never> {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  return new Promise(() => undefined);
}
