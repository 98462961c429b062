import { AppLink, Badge, EmptyState, RelativeTime, Sparkline, buttonVariants, cn } from '@posthorn/ui';
import { ChevronRight, MailPlus } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import type { ProfileSummaryFragment, SubmissionState } from '@/generated/graphql.ts';
import { SubmissionStateBadge } from '@/features/submissions/submission-state.tsx';

/** Smaller is louder. */
const loudness: Record<SubmissionState, number> = { PARKED: 0, FAILING: 1, OFF: 2, UNPROVEN: 3, DELIVERING: 4 };

/** As many as one takes in at a glance; the loud ones are all shown. */
const shownAtMost = 6;

/** The tenant's profiles, those that need somebody first. */
export function ProfileStates({ profiles, base }: { profiles: readonly ProfileSummaryFragment[]; base: string }): ReactElement {
  if (profiles.length === 0) {
    return (
      <EmptyState
        icon={<MailPlus />}
        title="No email profile yet"
        className="py-8"
        action={
          <Link href={`${base}/new`} className={buttonVariants({ variant: 'primary' })}>
            Set up the first profile
          </Link>
        }
      >
        Without one this tenant can’t send mail.
      </EmptyState>
    );
  }
  const sorted = profiles.toSorted((one, other) => loudness[one.state] - loudness[other.state] || one.name.localeCompare(other.name, 'en'));
  const shown = sorted.filter((profile, index) => index < shownAtMost || loudness[profile.state] < loudness.OFF);
  return (
    <ul className="divide-y" aria-label="Email profiles">
      {shown.map((profile) => (
        <ProfileLine key={profile.id} profile={profile} href={`${base}/${profile.id}`} />
      ))}
    </ul>
  );
}

function ProfileLine({ profile, href }: { profile: ProfileSummaryFragment; href: string }): ReactElement {
  const { name, isDefault, fromAddress, state, inSandbox, pausedAt, lastFailure, lastSuccessAt, waiting, hours } = profile;
  const isLoud = loudness[state] < loudness.OFF;
  return (
    <li>
      <AppLink
        href={href}
        className={cn(
          'flex flex-wrap items-center gap-x-4 gap-y-1 border-l-2 border-l-transparent py-2.5 pr-4 pl-3.5 hover:bg-hover focus-visible:-outline-offset-2',
          isLoud && 'border-l-danger-fill bg-danger-ground',
        )}
      >
        <span className="min-w-0 flex-1 basis-56">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="min-w-0 truncate font-medium">{name}</span>
            {isDefault && <Badge>Default</Badge>}
            <SubmissionStateBadge state={state} inSandbox={inSandbox} paused={Boolean(pausedAt)} />
          </span>
          <span className={cn('block text-muted-foreground', isLoud ? 'text-foreground' : 'truncate')}>
            {isLoud && lastFailure ? (
              lastFailure.sentence
            ) : (
              <>
                {fromAddress}
                {lastSuccessAt && (
                  <>
                    {' '}
                    · accepted <RelativeTime value={lastSuccessAt} />
                  </>
                )}
              </>
            )}
          </span>
        </span>
        {waiting > 0 && (
          <span className={cn('text-xs', isLoud ? 'font-medium' : 'text-muted-foreground')}>{waiting.toLocaleString('en')} waiting</span>
        )}
        <Sparkline hours={hours} className={cn(hours.every(({ accepted, failed }) => accepted + failed === 0) && 'max-sm:hidden')} />
        <ChevronRight className="size-4 shrink-0 text-muted-foreground max-sm:hidden" aria-hidden />
      </AppLink>
    </li>
  );
}
