import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { SandboxMessageDocument } from '@/generated/graphql.ts';
import { CapturedMail } from '@/features/sandbox/captured-mail.tsx';

export const metadata: Metadata = { title: 'Captured mail' };

export default async function SystemCapturedMailPage({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  await systemPage('platform.sandbox');
  const { sandboxMessage } = await query(SandboxMessageDocument, { id: (await params).id });
  return <CapturedMail mail={sandboxMessage} base="/system/sandbox" />;
}
