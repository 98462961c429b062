'use client';

import { Banner, Button, Skeleton, buttonVariants } from '@posthorn/ui';
import Link from 'next/link';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { asApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import { RequestFreshLinkDocument } from '@/generated/graphql.ts';
import type { LinkPurpose } from '@/generated/graphql.ts';
import { useLink } from './use-link.ts';
import type { Link as LinkFacts } from './use-link.ts';
import { PublicPage } from './public-page.tsx';

interface LinkGateProps {
  /** What this page's links may be for. */
  purposes: readonly LinkPurpose[];
  children: (token: string, link: LinkFacts) => ReactNode;
}

/** Lets a valid one-time link through; says what is wrong with any other, and what to do about it. */
export function LinkGate({ purposes, children }: LinkGateProps): ReactNode {
  const reading = useLink();

  switch (reading.step) {
    case 'READING':
      return <ReadingLink />;
    case 'MISSING':
      return (
        <PublicPage
          title="Open the link again"
          lead="This page needs the whole link. It works once per opening: go back to where you got it and open it there."
        >
          <SignInLink />
        </PublicPage>
      );
    case 'FAILED':
      return (
        <PublicPage title="The link could not be checked" lead={reading.error.message}>
          <Button variant="primary" size="lg" className="w-full" onClick={reading.again}>
            Try again
          </Button>
        </PublicPage>
      );
    case 'READ': {
      const { link, token } = reading;
      if (link.state === 'EXPIRED') return <ExpiredLink token={token} purpose={link.purpose ?? null} />;
      if (link.state === 'USED') return <UsedLink token={token} purpose={link.purpose ?? null} />;
      if (link.state === 'UNKNOWN' || link.purpose === null || link.purpose === undefined || !purposes.includes(link.purpose))
        return <UnknownLink />;
      return children(token, link);
    }
  }
}

function ReadingLink(): ReactElement {
  return (
    <PublicPage title="One moment" lead="The link is being checked.">
      <div role="status">
        <span className="sr-only">Checking the link</span>
        <Skeleton className="h-4 w-28" />
        <Skeleton className="mt-2 h-8 w-full" />
        <Skeleton className="mt-6 h-10 w-full" />
      </div>
    </PublicPage>
  );
}

function UnknownLink(): ReactElement {
  return (
    <PublicPage
      title="This link is not known here"
      lead="It may be cut off: copy it whole. A newer link of the same kind also ends the older ones."
    >
      <div className="flex flex-col gap-2">
        <SignInLink />
        <Link href="/reset/request" className={buttonVariants({ size: 'lg', className: 'w-full' })}>
          Reset my password
        </Link>
      </div>
    </PublicPage>
  );
}

/** Where no mail can bring a fresh one: who makes it instead. */
const makersOf: Partial<Record<LinkPurpose, string>> = {
  SETUP: 'Start Posthorn again: it prints a fresh one as long as there is no system admin.',
  SIGN_IN: 'It was printed on the machine Posthorn runs on: print another one there.',
  EMAIL_CHANGE: 'Your address is still the old one. Ask for the change again under “E-mail and password”.',
  EMAIL_APPROVAL: 'The address is still the present one. Ask for the change again under “E-mail and password”.',
  EMAIL_UNDO: 'A change can be undone for 72 hours. If it was not you who changed the address, turn to your admin.',
};

function ExpiredLink({ token, purpose }: { token: string; purpose: LinkPurpose | null }): ReactElement {
  const maker = purpose === null ? undefined : makersOf[purpose];
  if (maker === undefined) {
    return <EndedLink token={token} title="This link has expired" lead="Nothing is lost. A fresh link goes to the same address by mail." />;
  }
  return (
    <PublicPage title="This link has expired" lead={maker}>
      <SignInLink />
    </PublicPage>
  );
}

/** Used, or ended by a newer one of its kind: an invitation that was sent again. */
function UsedLink({ token, purpose }: { token: string; purpose: LinkPurpose | null }): ReactElement {
  if (purpose === 'ACTIVATION' || purpose === 'PASSWORD_RESET') {
    return (
      <EndedLink
        token={token}
        title="This link no longer works"
        lead="It was used already, or a newer mail replaced it. If you have a password, sign in; if not, a fresh link goes to the same address by mail."
        aside={<SignInLink quiet />}
      />
    );
  }
  return (
    <PublicPage
      title="This link was used already"
      lead="Each link works once. If that was you, sign in. If it was not, reset your password now."
    >
      <div className="flex flex-col gap-2">
        <SignInLink />
        <Link href="/reset/request" className={buttonVariants({ size: 'lg', className: 'w-full' })}>
          Reset my password
        </Link>
      </div>
    </PublicPage>
  );
}

interface EndedLinkProps {
  token: string;
  title: string;
  lead: string;
  /** Another way on, below the button. */
  aside?: ReactNode;
}

function EndedLink({ token, title, lead, aside }: EndedLinkProps): ReactElement {
  const [state, setState] = useState<'ASK' | 'SENDING' | 'SENT'>('ASK');
  const [failure, setFailure] = useState<string>();

  const ask = async (): Promise<void> => {
    setState('SENDING');
    setFailure(undefined);
    try {
      await send(RequestFreshLinkDocument, { token });
      setState('SENT');
    } catch (error) {
      setState('ASK');
      setFailure(asApiError(error).message);
    }
  };

  if (state === 'SENT') {
    return (
      <PublicPage
        title="Look into your mailbox"
        lead="If this link belonged to somebody, a fresh one is on its way to their address. It usually arrives within a minute."
      >
        <SignInLink />
      </PublicPage>
    );
  }
  return (
    <PublicPage title={title} lead={lead}>
      <div className="flex flex-col gap-2">
        {failure !== undefined && <Banner tone="danger">{failure}</Banner>}
        <Button variant="primary" size="lg" loading={state === 'SENDING'} onClick={() => void ask()}>
          Send a fresh link
        </Button>
        {aside}
      </div>
    </PublicPage>
  );
}

export function SignInLink({ next, quiet = false }: { next?: string; quiet?: boolean }): ReactElement {
  return (
    <Link
      href={next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`}
      className={buttonVariants({ ...(!quiet && { variant: 'primary' }), size: 'lg', className: 'w-full' })}
    >
      Sign in
    </Link>
  );
}
