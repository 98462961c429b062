'use client';

import type { ReactElement } from 'react';
import { send } from '@/api/browser.ts';
import { SignInWithLinkDocument } from '@/generated/graphql.ts';
import { LinkGate } from '../../link-gate.tsx';
import { OneActPage } from '../../one-act-page.tsx';

/** The way back in that `npm run admin:link` prints. */
export function SignInByLink(): ReactElement {
  return (
    <LinkGate purposes={['SIGN_IN']}>
      {(token, link) => (
        <OneActPage
          title="Sign in with this link"
          lead={
            <>
              It was made on the machine that runs Posthorn and signs you in as{' '}
              <strong className="font-medium text-foreground">{link.email}</strong>, once.
            </>
          }
          act="Sign in"
          run={async () => {
            await send(SignInWithLinkDocument, { token });
            location.assign('/');
          }}
        />
      )}
    </LinkGate>
  );
}
