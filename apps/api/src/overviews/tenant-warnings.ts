import type { DeliveryBudget } from '@posthorn/database';
import { submissionState } from '../submissions/submission-state.ts';
import type { OverviewWarning } from './overview.types.ts';

export interface ProfileFacts {
  id: string;
  name: string;
  inSandbox: boolean;
  budget: Pick<
    DeliveryBudget,
    'pausedAt' | 'parkedAt' | 'circuitUntil' | 'lastSuccessAt' | 'consecutiveFailures' | 'lastFailureSentence'
  > | null;
}

export interface TenantFacts {
  tenantId: string;
  profiles: ProfileFacts[];
  expiredInvitations: number;
}

/** Beyond it the list of profiles tells more than a list of warnings. */
const mostNamed = 5;
const severalFailures = 3;

/** What wants a tenant admin's attention, loudest first: mail that can't leave, links that ran out, mail that nobody gets on purpose. */
export function tenantWarnings({ tenantId, profiles, expiredInvitations }: TenantFacts): OverviewWarning[] {
  const base = `/t/${tenantId}`;
  const stuck = profiles.flatMap((profile) => stuckWarning(profile, base) ?? []);
  return [
    ...stuck.slice(0, mostNamed),
    ...(stuck.length > mostNamed ? [moreStuck(stuck.length - mostNamed, base)] : []),
    ...(expiredInvitations > 0 ? [invitationsWarning(expiredInvitations, base)] : []),
    ...sandboxWarning(profiles, base),
  ];
}

function stuckWarning({ id, name, budget }: ProfileFacts, base: string): OverviewWarning | null {
  const state = submissionState(true, budget);
  const why = budget?.lastFailureSentence ?? 'Run a check to see why.';
  const warning = { severity: 'CRITICAL', detail: why, path: `${base}/profiles/${id}` } as const;
  if (state === 'PARKED') return { key: 'profile-parked', title: `${name} is parked: its mail waits`, ...warning };
  const failing = state === 'FAILING' || (state !== 'OFF' && (budget?.consecutiveFailures ?? 0) >= severalFailures);
  return failing ? { key: 'profile-failing', title: `${name} is failing`, ...warning } : null;
}

const moreStuck = (count: number, base: string): OverviewWarning => ({
  key: 'profile-failing',
  severity: 'CRITICAL',
  title: count === 1 ? 'One more email profile can’t deliver' : `${count} more email profiles can’t deliver`,
  detail: 'The list of email profiles names them.',
  path: `${base}/profiles`,
});

const invitationsWarning = (count: number, base: string): OverviewWarning => ({
  key: 'expired-invitations',
  severity: 'WARNING',
  title: count === 1 ? 'An invitation has expired' : `${count} invitations have expired`,
  detail: 'Send them again, or remove them.',
  path: `${base}/users`,
});

function sandboxWarning(profiles: ProfileFacts[], base: string): OverviewWarning[] {
  const [first, ...others] = profiles.filter(({ inSandbox }) => inSandbox);
  if (!first) return [];
  return [
    {
      key: 'profile-sandbox',
      severity: 'INFO',
      title: others.length === 0 ? `${first.name} leads into the sandbox` : `${others.length + 1} email profiles lead into the sandbox`,
      detail: 'Nobody receives that mail; it is captured for you to look at.',
      path: others.length === 0 ? `${base}/profiles/${first.id}` : `${base}/profiles`,
    },
  ];
}
