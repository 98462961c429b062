import type { ReactElement, ReactNode } from 'react';
import { publicSettings } from '@/api/viewer.ts';
import { PublicFrame } from './public-page.tsx';

export default async function PublicLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const { productName, logoDataUri, supportAddress, footer } = await publicSettings();
  return (
    <PublicFrame frame={{ productName, logoDataUri: logoDataUri ?? null, supportAddress: supportAddress ?? null, footer: footer ?? null }}>
      {children}
    </PublicFrame>
  );
}
