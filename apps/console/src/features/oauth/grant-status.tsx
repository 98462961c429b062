'use client';

import { Banner, CodeBlock, RelativeTime } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import { GrantCountdown } from './grant-countdown.tsx';
import { GrantFix } from './grant-fix.tsx';
import type { GrantFixes } from './grant-fix.tsx';
import { GrantStateBadge } from './grant-state-badge.tsx';
import { providerInWords } from './grant-words.ts';
import type { Grant } from './use-grant.ts';

/** The state and why, since when, what happens next, what to do; and the last failure with its fix. */
export function GrantStatus({ grant, fixes }: { grant: Grant; fixes: GrantFixes | undefined }): ReactElement {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1.5">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <span className="font-semibold">
            <GrantStateBadge state={grant.state} busy={grant.refreshing} calm={!grant.whatToDo} />
          </span>
          <Moments grant={grant} />
        </div>
        <p className="max-w-prose text-base">{grant.why}</p>
        <p className="max-w-prose text-muted-foreground">
          {grant.whatToDo ? <span className="font-medium text-foreground">{grant.whatToDo}</span> : 'Nothing needs doing.'}{' '}
          {grant.usable && isTroubled(grant) && 'Mail still goes out with the token held, as long as that lives.'}
          {!grant.usable && 'Mail waits, and is kept.'}
        </p>
      </div>
      {grant.state === 'AWAITING_CONSENT' && (
        <Banner tone="info" title="Closed the provider’s window?">
          Nothing is lost and nothing was changed: the request ends by itself. Grant a new token to begin again; the newest one counts.
        </Banner>
      )}
      {grant.failure && <Failure grant={grant} failure={grant.failure} fixes={fixes} />}
    </div>
  );
}

const isTroubled = ({ state }: Grant): boolean => state === 'REFRESH_FAILING' || state === 'CONSENT_NEEDED';

function Moments({ grant }: { grant: Grant }): ReactElement {
  const { since, expiresAt, usable, nextAttempt, state } = grant;
  const parts: [key: string, node: ReactNode][] = [];
  if (since) parts.push(['since', <>since {<RelativeTime value={since} />}</>]);
  if (expiresAt && state !== 'REVOKED') parts.push(['expiry', <GrantCountdown expiresAt={expiresAt} />]);
  if (!expiresAt && usable) parts.push(['expiry', 'does not expire']);
  if (nextAttempt) parts.push(['next', <>next refresh {<RelativeTime value={nextAttempt} />}</>]);
  return (
    <span className="flex flex-wrap gap-x-4 text-muted-foreground">
      {parts.map(([key, node]) => (
        <span key={key}>{node}</span>
      ))}
    </span>
  );
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface FailureProps {
  grant: Grant;
  failure: NonNullable<Grant['failure']>;
  fixes: GrantFixes | undefined;
}

function Failure({ grant, failure, fixes }: FailureProps): ReactElement {
  const { sentence, words, code, attempts, since, at, fix } = failure;
  return (
    <div className="flex flex-col gap-2">
      {!sentence.startsWith(grant.why) && <p className="text-danger">{sentence}</p>}
      {words ? (
        <CodeBlock value={words} label={`${capitalized(providerInWords(grant.providerName))} said: ${code}`} />
      ) : (
        <p className="font-mono text-xs text-muted-foreground">{code}</p>
      )}
      <p className="text-xs text-muted-foreground">
        {attempts > 1 ? (
          <>
            Failed {attempts.toLocaleString('en')} times since <RelativeTime value={since} />, last <RelativeTime value={at} />.
          </>
        ) : (
          <>
            Failed <RelativeTime value={at} />.
          </>
        )}
      </p>
      {fixes !== undefined && <GrantFix fix={fix} fixes={fixes} />}
    </div>
  );
}
