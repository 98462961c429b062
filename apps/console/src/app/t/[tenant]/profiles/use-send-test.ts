'use client';

import { useAct } from '@/actions/actions.tsx';
import { useTenantId } from '@/api/use-tenant-id.ts';
import { SendTestMessageDocument } from '@/generated/graphql.ts';
import type { SentTest } from '@/features/submissions/check-panel.tsx';

/** Sends a short test message over a saved profile. */
export function useSendTest(profileId: string): (to: string) => Promise<SentTest> {
  const act = useAct();
  const tenantId = useTenantId();
  return async (to) => {
    const input = { profileId, to, subject: 'Test mail', text: 'A test mail of this email profile. It was sent with the saved settings.' };
    const { sendTestMessage } = await act(SendTestMessageDocument, { input });
    return { recipient: sendTestMessage.recipient, href: `/t/${tenantId}/messages/${sendTestMessage.id}` };
  };
}
