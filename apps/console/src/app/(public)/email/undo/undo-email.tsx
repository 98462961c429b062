'use client';

import { buttonVariants } from '@posthorn/ui';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { send } from '@/api/browser.ts';
import { UndoEmailChangeDocument } from '@/generated/graphql.ts';
import { LinkGate } from '../../link-gate.tsx';
import { OneActPage } from '../../one-act-page.tsx';
import { PublicPage } from '../../public-page.tsx';

export function UndoEmail(): ReactElement {
  const [undone, setUndone] = useState(false);

  if (undone) {
    return (
      <PublicPage
        title="Your old address is back"
        lead="Everybody who was signed in as you is signed out, and the old password no longer works. Choose a new one with the link we mailed you, or ask for another."
      >
        <Link href="/reset/request" className={buttonVariants({ variant: 'primary', size: 'lg', className: 'w-full' })}>
          Reset my password
        </Link>
      </PublicPage>
    );
  }
  return (
    <LinkGate purposes={['EMAIL_UNDO']}>
      {(token, link) => (
        <OneActPage
          title="Undo the address change"
          lead={
            <>
              If it was not you who changed it: <strong className="font-medium text-foreground">{link.email}</strong> becomes the address of
              your account again, everybody is signed out, and a new password is needed.
            </>
          }
          act="Restore my address"
          run={async () => {
            await send(UndoEmailChangeDocument, { token });
            setUndone(true);
          }}
        />
      )}
    </LinkGate>
  );
}
