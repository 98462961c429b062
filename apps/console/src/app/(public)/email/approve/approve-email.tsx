'use client';

import { useState } from 'react';
import type { ReactElement } from 'react';
import { send } from '@/api/browser.ts';
import { ApproveEmailChangeDocument } from '@/generated/graphql.ts';
import { LinkGate, SignInLink } from '../../link-gate.tsx';
import { OneActPage } from '../../one-act-page.tsx';
import { PublicPage } from '../../public-page.tsx';

export function ApproveEmail(): ReactElement {
  const [approved, setApproved] = useState<string>();

  if (approved !== undefined) {
    return (
      <PublicPage
        title="The new address is asked now"
        lead={<>A link is on its way to {approved}. The address changes once it is followed.</>}
      >
        <SignInLink />
      </PublicPage>
    );
  }
  return (
    <LinkGate purposes={['EMAIL_APPROVAL']}>
      {(token, link) => (
        <OneActPage
          title="May the account move on?"
          lead={
            <>
              Somebody signed in to your account asks to change its address to{' '}
              <strong className="font-medium text-foreground">{link.email}</strong>. If that is not you, close this page and take the first
              change back with the link in the mail about it.
            </>
          }
          act="Allow this change"
          run={async () => {
            await send(ApproveEmailChangeDocument, { token });
            setApproved(link.email ?? 'the new address');
          }}
        />
      )}
    </LinkGate>
  );
}
