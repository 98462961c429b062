'use client';

import { useState } from 'react';
import type { ReactElement } from 'react';
import { send } from '@/api/browser.ts';
import { ConfirmEmailChangeDocument } from '@/generated/graphql.ts';
import { LinkGate, SignInLink } from '../../link-gate.tsx';
import { OneActPage } from '../../one-act-page.tsx';
import { PublicPage } from '../../public-page.tsx';

export function ConfirmEmail(): ReactElement {
  const [confirmed, setConfirmed] = useState<string>();

  if (confirmed !== undefined) {
    return (
      <PublicPage
        title="Address changed"
        lead={<>From now on you sign in as {confirmed}. You were signed out everywhere; your password is the same.</>}
      >
        <SignInLink />
      </PublicPage>
    );
  }
  return (
    <LinkGate purposes={['EMAIL_CHANGE']}>
      {(token, link) => (
        <OneActPage
          title="Confirm your new address"
          lead={
            <>
              <strong className="font-medium text-foreground">{link.email}</strong> becomes the address you sign in with. You are signed out
              everywhere.
            </>
          }
          act="Confirm this address"
          run={async () => {
            await send(ConfirmEmailChangeDocument, { token });
            setConfirmed(link.email ?? 'the new address');
          }}
        />
      )}
    </LinkGate>
  );
}
