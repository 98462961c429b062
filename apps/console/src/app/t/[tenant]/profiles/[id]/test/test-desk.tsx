'use client';

import { Banner, EmptyState, Panel, TextLink } from '@posthorn/ui';
import { MailSearch } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import type { ReactElement } from 'react';
import type { TestPageQuery } from '@/generated/graphql.ts';
import { TestComposer } from './test-composer.tsx';
import { TestProgress } from './test-progress.tsx';

export type TestedProfile = TestPageQuery['emailProfile'];

interface TestDeskProps {
  profile: TestedProfile;
  myAddress: string;
  base: string;
}

/** Compose on one side, watch on the other. The message that is watched stands in the address: a reload goes on watching it. */
export function TestDesk({ profile, myAddress, base }: TestDeskProps): ReactElement {
  const messageId = useSearchParams().get('message');
  const watch = (id: string): void => {
    const url = new URL(location.href);
    url.searchParams.set('message', id);
    history.replaceState(null, '', url);
  };
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
      <div className="flex min-w-0 flex-col gap-3">
        {profile.pausedAt && (
          <Banner tone="warning" title="The profile is paused.">
            A test message waits in its queue until it is resumed.
          </Banner>
        )}
        {(profile.state === 'PARKED' || profile.state === 'FAILING') && (
          <Banner
            tone="danger"
            title={profile.state === 'PARKED' ? 'The profile is parked.' : 'The profile is failing.'}
            action={<TextLink href={`${base}/profiles/${profile.id}#test`}>Check it</TextLink>}
          >
            {profile.lastFailure?.sentence}{' '}
            {profile.state === 'PARKED'
              ? 'Its messages wait until that is mended; a check tries at once.'
              : 'Its messages are tried again by themselves, less and less often; a check tries at once.'}
          </Banner>
        )}
        {profile.inSandbox && (
          <Banner tone="warning" title="Nobody receives this mail.">
            The profile leads into the sandbox, which catches and shows it.
          </Banner>
        )}
        <TestComposer profile={profile} myAddress={myAddress} onSent={watch} />
      </div>
      {messageId === null ? (
        <Panel title="What happens to it">
          <EmptyState icon={<MailSearch />} title="Nothing sent yet" className="py-6">
            Each step with the mail server shows up here as it is taken.
          </EmptyState>
        </Panel>
      ) : (
        <TestProgress key={messageId} id={messageId} base={base} />
      )}
    </div>
  );
}
