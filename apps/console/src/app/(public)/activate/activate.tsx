'use client';

import type { ReactElement } from 'react';
import { LinkGate, SignInLink } from '../link-gate.tsx';
import { PublicPage } from '../public-page.tsx';
import { ActivateForm } from './activate-form.tsx';

/** Where activation and invitation mails lead: a new person chooses a password, a known one signs in and accepts. */
export function Activate(): ReactElement {
  return (
    <LinkGate purposes={['ACTIVATION', 'INVITATION']}>
      {(token, link) => {
        const tenant = link.tenantName ?? null;
        if (!link.needsPassword) {
          return (
            <PublicPage
              title={tenant === null ? 'You are invited' : `You are invited to ${tenant}`}
              lead={
                <>
                  Sign in as <strong className="font-medium text-foreground">{link.email}</strong>, then accept the invitation there.
                </>
              }
            >
              <SignInLink next="/account/memberships" />
            </PublicPage>
          );
        }
        return (
          <PublicPage
            title="Activate your account"
            lead={
              <>
                {tenant !== null && <>You are invited to {tenant}. </>}You will sign in as{' '}
                <strong className="font-medium text-foreground">{link.email}</strong>.
              </>
            }
          >
            <ActivateForm token={token} email={link.email ?? ''} name={link.name ?? ''} />
          </PublicPage>
        );
      }}
    </LinkGate>
  );
}
