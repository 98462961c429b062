import { RelativeTime, StatusBadge } from '@posthorn/ui';
import type { Tone } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { InvitationState as State } from '@/generated/graphql.ts';
import type { MemberRow } from './members-table.tsx';

const tones: Record<State, Tone> = {
  SENDING: 'info',
  MAIL_ACCEPTED: 'neutral',
  MAIL_FAILED: 'danger',
  LINK_COPIED: 'neutral',
  LINK_EXPIRED: 'warning',
  ACCEPTED: 'success',
};

/** What became of the mail that invited somebody, in the API's own sentence. */
export function InvitationState({ invitation }: { invitation: MemberRow['invitation'] }): ReactElement {
  if (!invitation) return <StatusBadge>Invited</StatusBadge>;
  return (
    <StatusBadge tone={tones[invitation.state]} busy={invitation.state === 'SENDING'} className="items-baseline whitespace-normal">
      <span className="min-w-0" title={invitation.sentence}>
        {invitation.sentence} {invitation.acceptedByServerAt ? <RelativeTime value={invitation.acceptedByServerAt} show="short" /> : null}
      </span>
    </StatusBadge>
  );
}
