import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactElement, ReactNode } from 'react';
import { publicSettings } from '@/api/viewer.ts';
import { Providers } from '@/shell/providers.tsx';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const productName = await publicSettings().then(
    (settings) => settings.productName,
    () => 'Posthorn',
  );
  return {
    title: { template: `%s · ${productName}`, default: productName },
    robots: { index: false, follow: false },
    // iOS turns every number it takes for one into a phone link.
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf9f7' },
    { media: '(prefers-color-scheme: dark)', color: '#11100f' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  const nonce = (await headers()).get('x-nonce');
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
