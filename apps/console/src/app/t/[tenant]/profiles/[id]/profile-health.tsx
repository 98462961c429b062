'use client';

import { Sparkline, TextLink } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { DebugEmailProfileDocument } from '@/generated/graphql.ts';
import { DebugSwitch } from '@/features/submissions/debug-switch.tsx';
import { SubmissionHealth } from '@/features/submissions/submission-health.tsx';
import type { Profile } from '../profile-values.ts';

/** How the profile has been doing, what waits, and how much of its limits is used. */
export function ProfileHealth({ profile, base }: { profile: Profile; base: string }): ReactElement {
  const act = useAct();
  const messages = `${base}/messages?profile=${profile.id}`;
  return (
    <SubmissionHealth
      health={profile}
      before={[
        { term: 'Last 24 hours', value: <Sparkline hours={profile.hours} className="h-7 w-full max-w-56" /> },
        {
          term: 'Waiting',
          value: profile.waiting === 0 ? '0' : <TextLink href={messages}>{profile.waiting.toLocaleString('en')}</TextLink>,
        },
        { term: 'Accepted today', value: acceptedText(profile) },
        { term: 'Limits', value: limitsText(profile) },
      ]}
      footer={
        <DebugSwitch
          until={profile.debugUntil ?? null}
          debug={(minutes) => act(DebugEmailProfileDocument, { id: profile.id, minutes })}
          link={<TextLink href={messages}>messages of this profile</TextLink>}
        />
      }
    />
  );
}

function acceptedText({ acceptedToday, advanced: { perDay } }: Profile): string {
  const accepted = acceptedToday.toLocaleString('en');
  return perDay ? `${accepted} of ${perDay.toLocaleString('en')}` : accepted;
}

function limitsText({ advanced: { maxConnections, perMinute, perDay } }: Profile): string {
  return [
    maxConnections === 1 ? '1 connection' : `${maxConnections} connections`,
    perMinute ? `${perMinute.toLocaleString('en')} a minute` : null,
    perDay ? `${perDay.toLocaleString('en')} a day` : null,
  ]
    .filter(Boolean)
    .join(', ');
}
