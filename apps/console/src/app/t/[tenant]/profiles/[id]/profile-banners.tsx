'use client';

import { Banner, Button, RelativeTime, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import { ResumeEmailProfileDocument } from '@/generated/graphql.ts';
import { grantStates } from '@/features/oauth/grant-words.ts';
import { useIsAhead } from '@/features/submissions/debug-switch.tsx';
import { isAboutTokens, needsGrant } from '@/features/submissions/token-state.tsx';
import type { Profile } from '../profile-values.ts';

/** What is the matter with a profile, above everything else. */
export function ProfileBanners({ profile, base }: { profile: Profile; base: string }): ReactElement {
  const act = useAct();
  const { busy, run } = useToastedAct();
  const isDebugging = useIsAhead(profile.debugUntil ?? null);
  const isFailing = profile.state === 'PARKED' || profile.state === 'FAILING';
  const messages = `${base}/messages?profile=${profile.id}`;
  const tokenHref = `${base}/profiles/${profile.id}/token`;
  // One trouble, one banner: it has stopped for want of a good token.
  const wantsToken = isFailing && isTroubled(profile) && isAboutTokens(profile.lastFailure?.failureClass);

  return (
    <div className="mb-5 flex flex-col gap-2 empty:hidden">
      {profile.pausedAt && (
        <Banner
          tone="warning"
          title="Paused"
          action={
            <Button
              size="sm"
              loading={busy}
              onClick={() => void run(() => act(ResumeEmailProfileDocument, { id: profile.id }), 'Its mail is sent again')}
            >
              Resume
            </Button>
          }
        >
          <RelativeTime value={profile.pausedAt} />. {waitingText(profile.waiting)}
        </Banner>
      )}
      {!wantsToken && <TokenBanner profile={profile} href={tokenHref} />}
      {isFailing && (
        <Banner
          tone="danger"
          title={profile.state === 'PARKED' ? 'Parked until somebody mends it.' : 'Failing, tried again by itself.'}
          action={wantsToken ? <TextLink href={tokenHref}>{tokenAct(profile)}</TextLink> : <TextLink href="#test">Try it</TextLink>}
        >
          {profile.lastFailure?.sentence} {waitingText(profile.waiting)}
        </Banner>
      )}
      {profile.limitReachedUntil && (
        <Banner tone="warning" title="Today’s messages are used up." action={<TextLink href={messages}>Waiting messages</TextLink>}>
          Its limit is {profile.advanced.perDay?.toLocaleString('en')} a day; the next one leaves{' '}
          <RelativeTime value={profile.limitReachedUntil} />. {waitingText(profile.waiting)}
        </Banner>
      )}
      {isDebugging && (
        <Banner tone="info" title="Debugging" action={<TextLink href={messages}>Messages with transcripts</TextLink>}>
          ends <RelativeTime value={profile.debugUntil ?? null} />. Each attempt keeps what was said, passwords masked.
        </Banner>
      )}
    </div>
  );
}

/** States of the token that somebody should look at. */
const tokenTones = { NONE: 'warning', REFRESH_FAILING: 'danger', CONSENT_NEEDED: 'danger', REVOKED: 'warning' } as const;

const isTroubled = ({ grantState }: Profile): boolean => Boolean(grantState && grantState in tokenTones);

const tokenAct = (profile: Profile): string => (needsGrant(profile) ? 'Grant a token' : 'Manage token');

function TokenBanner({ profile, href }: { profile: Profile; href: string }): ReactElement | null {
  const { grantState } = profile;
  if (!grantState || !isTroubled(profile)) return null;
  return (
    <Banner
      tone={tokenTones[grantState as keyof typeof tokenTones]}
      title={needsGrant(profile) ? 'Now grant a token.' : `${grantStates[grantState].label}.`}
      action={<TextLink href={href}>{tokenAct(profile)}</TextLink>}
    >
      {grantStates[grantState].meaning}
    </Banner>
  );
}

const waitingText = (waiting: number): string =>
  waiting === 0
    ? 'No mail waits.'
    : waiting === 1
      ? '1 message waits; it is kept.'
      : `${waiting.toLocaleString('en')} messages wait; they are kept.`;
