import { buttonVariants } from '@posthorn/ui';
import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { homeOf, viewerOrNull } from '@/api/viewer.ts';
import { parameter } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { grantResultOf, resultWords } from '@/features/oauth/grant-words.ts';
import { SignInLink } from '../link-gate.tsx';
import { PublicPage } from '../public-page.tsx';

export const metadata: Metadata = { title: 'Back from the identity provider' };

/** Where the way to an identity provider ends when nobody's profile may be named. Shows known codes, nothing else of the address. */
export default async function OAuthResultPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  const [result, viewer] = await Promise.all([searchParams.then((params) => grantResultOf(parameter(params, 'result'))), viewerOrNull()]);
  const { title, text } = result === null ? unknown : resultWords[result];
  return (
    <PublicPage title={title.replace(/\.$/u, '')} lead={text}>
      {viewer === null ? (
        <SignInLink />
      ) : (
        <Link href={homeOf(viewer)} className={buttonVariants({ variant: 'primary', size: 'lg', className: 'w-full' })}>
          Go to the console
        </Link>
      )}
    </PublicPage>
  );
}

const unknown = {
  title: 'Nothing to show here.',
  text: 'This page tells what came of a consent at an identity provider. Nothing was changed. To get a token, open the token page of an email profile.',
};
