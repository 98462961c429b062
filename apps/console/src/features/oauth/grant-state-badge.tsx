import { StatusBadge } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { GrantStateName } from '@/generated/graphql.ts';
import { grantStates } from './grant-words.ts';

interface GrantStateBadgeProps {
  state: GrantStateName;
  /** A refresh is under way. */
  busy?: boolean;
  /** Nothing needs doing: an access token near its end is then no warning, but the rule. */
  calm?: boolean;
}

export function GrantStateBadge({ state, busy = false, calm = false }: GrantStateBadgeProps): ReactElement {
  const { tone, label, meaning } = grantStates[state];
  return (
    <StatusBadge tone={calm && tone === 'warning' ? 'info' : tone} busy={busy || state === 'AWAITING_CONSENT'} title={meaning}>
      {label}
    </StatusBadge>
  );
}
