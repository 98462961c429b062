import { StatusBadge } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { GrantStateName } from '@/generated/graphql.ts';
import { grantStates } from './grant-words.ts';

export function GrantStateBadge({ state, busy = false }: { state: GrantStateName; busy?: boolean }): ReactElement {
  const { tone, label, meaning } = grantStates[state];
  return (
    <StatusBadge tone={tone} busy={busy || state === 'AWAITING_CONSENT'} title={meaning}>
      {label}
    </StatusBadge>
  );
}
