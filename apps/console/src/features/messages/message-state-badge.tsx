import { StatusBadge } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { MessageState } from '@/generated/graphql.ts';
import { messageStates } from './message-words.ts';

export function MessageStateBadge({ state }: { state: MessageState }): ReactElement {
  const { label, tone, meaning } = messageStates[state];
  return (
    <StatusBadge tone={tone} busy={state === 'SENDING'} title={meaning}>
      {label}
    </StatusBadge>
  );
}
