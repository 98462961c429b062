import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { ReactElement } from 'react';
import { parameter } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { publicSettings, viewerOrNull } from '@/api/viewer.ts';
import { ownPath } from './own-path.ts';
import { PublicPage } from '../public-page.tsx';
import { SignInForm } from './sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  const next = ownPath(parameter(await searchParams, 'next'));
  const [settings, viewer] = await Promise.all([publicSettings(), viewerOrNull()]);
  if (viewer !== null) redirect(next);

  return (
    <PublicPage
      title="Sign in"
      lead={settings.needsSetup ? 'Nobody is system admin yet: open the one-time link that the start printed in its terminal.' : undefined}
    >
      <SignInForm next={next} />
    </PublicPage>
  );
}
