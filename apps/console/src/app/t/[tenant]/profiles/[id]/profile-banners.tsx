'use client';

import { Banner, Button, RelativeTime, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useAct } from '@/acts/acts.tsx';
import { useToastedAct } from '@/acts/use-toasted-act.ts';
import { ResumeEmailProfileDocument } from '@/generated/graphql.ts';
import { grantStates } from '@/oauth/grant-words.ts';
import { useIsAhead } from '@/submissions/debug-switch.tsx';
import { needsGrant } from '@/submissions/token-state.tsx';
import type { Profile } from '../profile-values.ts';

/** What is the matter with a profile, above everything else. */
export function ProfileBanners({ profile, base }: { profile: Profile; base: string }): ReactElement {
  const act = useAct();
  const { busy, run } = useToastedAct();
  const isDebugging = useIsAhead(profile.debugUntil ?? null);
  const isFailing = profile.state === 'PARKED' || profile.state === 'FAILING';
  const messages = `${base}/messages?profile=${profile.id}`;

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
      <TokenBanner profile={profile} base={base} />
      {isFailing && (
        <Banner
          tone="danger"
          title={profile.state === 'PARKED' ? 'Parked until somebody mends it.' : 'Failing, tried again by itself.'}
          action={<TextLink href="#test">Try it</TextLink>}
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

function TokenBanner({ profile, base }: { profile: Profile; base: string }): ReactElement | null {
  const { grantState } = profile;
  if (!grantState || !(grantState in tokenTones)) return null;
  const tone = tokenTones[grantState as keyof typeof tokenTones];
  const isAsked = needsGrant(profile);
  return (
    <Banner
      tone={tone}
      title={isAsked ? (grantState === 'NONE' ? 'Now grant a token.' : 'Grant a new token.') : `${grantStates[grantState].label}.`}
      action={<TextLink href={`${base}/profiles/${profile.id}/token`}>{isAsked ? 'Grant a token' : 'Manage token'}</TextLink>}
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
