import type { ConnectionCheck, DeliveryBudget } from '@posthorn/database';
import type { Standing } from '../grants/grant-standings.ts';
import { grantWarning, isTokenTheReason, secretWarning } from '../grants/token-warnings.ts';
import type { OverviewWarning } from '../overviews/overview.types.ts';

export interface PlatformMailFacts {
  mailConfigured: boolean;
  budget: Pick<DeliveryBudget, 'parkedAt' | 'circuitUntil' | 'consecutiveFailures' | 'lastFailureClass' | 'lastFailureSentence'> | null;
  /** Null where platform mail signs in with a password. */
  grant: Standing | null;
  secretExpiresAt: Date | null;
  lastCheck: Pick<ConnectionCheck, 'status'> | null;
}

const path = '/system/mail';
const name = 'Platform mail';

/** What keeps account mail from leaving, or soon will. A token that is the reason is said once. */
export function platformMailWarnings(facts: PlatformMailFacts, now: Date): OverviewWarning[] {
  const warnings: (OverviewWarning | false | null)[] = [
    !facts.mailConfigured && {
      key: 'mail-off',
      severity: 'CRITICAL',
      title: 'Account mail is not set up',
      detail: 'Invitations and resets wait until it is.',
      path,
    },
    ...deliveryWarnings(facts, now),
    facts.lastCheck?.status === 'FAILED' && {
      key: 'check-failed',
      severity: 'WARNING',
      title: 'The last check of platform mail failed',
      detail: 'Open it to see at which stage.',
      path,
    },
  ];
  return warnings.filter((entry) => entry !== false && entry !== null);
}

function deliveryWarnings({ budget, grant, secretExpiresAt }: PlatformMailFacts, now: Date): (OverviewWarning | false | null)[] {
  const token = grant && grantWarning({ name, path, ...grant });
  const secret = grant && secretWarning({ name, path, secretExpiresAt }, now);
  if (isTokenTheReason(token, budget?.lastFailureClass ?? null)) return [token, secret];
  const why = budget?.lastFailureSentence ?? 'Run a check to see why.';
  const isParked = budget?.parkedAt != null;
  const isWaiting = isParked && budget.lastFailureClass === 'TOKEN' && token?.key === 'no-token';
  return [
    !isWaiting && token,
    isParked && {
      key: 'mail-parked',
      severity: 'CRITICAL',
      title: 'Account mail is parked',
      detail: isWaiting ? why : `The mail server does not let Posthorn sign in. ${why}`,
      path,
    },
    !isParked &&
      (budget?.consecutiveFailures ?? 0) >= 3 && {
        key: 'mail-failing',
        severity: 'CRITICAL',
        title: 'Account mail is failing',
        detail: why,
        path,
      },
    secret,
  ];
}
