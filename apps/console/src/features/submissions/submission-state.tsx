import { Badge, StatusBadge } from '@posthorn/ui';
import type { Tone } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { SubmissionState } from '@/generated/graphql.ts';

export const submissionStates: Record<SubmissionState, { tone: Tone; label: string; meaning: string }> = {
  OFF: { tone: 'neutral', label: 'Off', meaning: 'Nothing is sent; its mail waits.' },
  PARKED: {
    tone: 'danger',
    label: 'Parked',
    meaning: 'Waits for a person: the server refuses to sign us in, or may not be reached from here. Its mail is kept.',
  },
  FAILING: {
    tone: 'danger',
    label: 'Failing',
    meaning: 'The server can’t be reached or refuses everything. Tried again by itself, ever more slowly.',
  },
  UNPROVEN: { tone: 'warning', label: 'Not proven yet', meaning: 'No server has taken a mail with these settings so far.' },
  DELIVERING: { tone: 'success', label: 'Delivering', meaning: 'The server took the last mail.' },
};

interface SubmissionStateBadgeProps {
  state: SubmissionState;
  inSandbox: boolean;
  /** Off because somebody paused it. */
  paused?: boolean;
}

export function SubmissionStateBadge({ state, inSandbox, paused = false }: SubmissionStateBadgeProps): ReactElement {
  const { tone, label, meaning } = submissionStates[state];
  return (
    <span className="flex flex-wrap items-center gap-2">
      <StatusBadge tone={tone} title={meaning}>
        {paused && state === 'OFF' ? 'Paused' : label}
      </StatusBadge>
      {inSandbox && <Badge tone="warning">Into the sandbox</Badge>}
    </span>
  );
}
