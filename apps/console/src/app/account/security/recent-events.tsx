import { Panel, RelativeTime } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { MySecurityEventsQuery } from '@/generated/graphql.ts';
import { browserName } from '../sessions/browser-name.ts';

type Event = MySecurityEventsQuery['mySecurityEvents'][number];

const words: Record<string, string> = {
  SIGN_IN_FAILED: 'Failed sign-in',
  SIGN_IN_DELAYED: 'Sign-in told to wait, after many that failed',
  SIGN_IN_NEW_BROWSER: 'Signed in with a new browser',
  STEP_UP_FAILED: 'Wrong password while signed in',
  TOKEN_REUSED: 'A link used that was over',
};

/** What was tried on the account, newest first. */
export function RecentEvents({ events }: { events: readonly Event[] }): ReactElement {
  return (
    <Panel title="Recent activity">
      {events.length === 0 ? (
        <p className="text-muted-foreground">Nothing unusual in the last 90 days: no failed sign-ins, no new browsers.</p>
      ) : (
        <ul className="flex flex-col divide-y divide-border">
          {events.map((event) => (
            <li key={event.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-2 first:pt-0 last:pb-0">
              <span className="font-medium">{words[event.kind] ?? event.kind}</span>
              <span className="text-muted-foreground">
                <RelativeTime value={event.at} />
              </span>
              <span className="w-full text-xs text-muted-foreground">
                {event.userAgent ? browserName(event.userAgent) : 'Unknown browser'}
                {event.ipAddress && (
                  <>
                    {' '}
                    at <span className="font-mono">{event.ipAddress}</span>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
