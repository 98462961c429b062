import type { ConnectionCheck, DeliveryBudget } from '@posthorn/database';
import type { OverviewWarning } from './overview.types.ts';

export interface PlatformFacts {
  mailConfigured: boolean;
  budget: Pick<DeliveryBudget, 'parkedAt' | 'circuitUntil' | 'consecutiveFailures' | 'lastFailureSentence'> | null;
  lastCheck: Pick<ConnectionCheck, 'status'> | null;
  /** Account messages that ended without being accepted in the last 24 hours. */
  failedLastDay: number;
  tenantsWithoutAdmin: number;
  pendingEgressRequests: number;
}

const mailPath = '/system/mail';

/** What wants the system admin's attention, loudest first. Mail that nobody gets comes before everything else. */
export function platformWarnings(facts: PlatformFacts): OverviewWarning[] {
  const { budget, failedLastDay, tenantsWithoutAdmin: orphans, pendingEgressRequests: asked } = facts;
  const why = budget?.lastFailureSentence ?? 'Run a check to see why.';
  const warnings: (OverviewWarning | false)[] = [
    !facts.mailConfigured && critical('mail-off', 'Account mail is not set up', 'Invitations and resets wait until it is.', mailPath),
    budget?.parkedAt != null &&
      critical('mail-parked', 'Account mail is parked', `The mail server does not let Posthorn sign in. ${why}`, mailPath),
    !budget?.parkedAt && (budget?.consecutiveFailures ?? 0) >= 3 && critical('mail-failing', 'Account mail is failing', why, mailPath),
    failedLastDay > 0 &&
      critical(
        'mail-lost',
        failedLastDay === 1 ? 'One account mail reached nobody' : `${failedLastDay} account mails reached nobody`,
        'Failed for good in the last 24 hours. Open the log to see why, and send a fresh link.',
        '/system/messages?state=REJECTED',
      ),
    facts.lastCheck?.status === 'FAILED' &&
      warning('check-failed', 'The last check of platform mail failed', 'Open it to see at which stage.', mailPath),
    asked > 0 &&
      warning(
        'egress-requests',
        asked === 1 ? 'A tenant asks for a destination' : `Tenants ask for ${asked} destinations`,
        'Their mail may wait for it. Allow it, or say why not.',
        '/system/settings#egress-requests',
      ),
    orphans > 0 &&
      warning(
        'tenant-without-admin',
        orphans === 1 ? 'A tenant has no admin yet' : `${orphans} tenants have no admin yet`,
        'Invite one.',
        '/system/tenants',
      ),
  ];
  return warnings.filter((entry) => entry !== false);
}

const critical = (key: string, title: string, detail: string, path: string): OverviewWarning => ({
  key,
  severity: 'CRITICAL',
  title,
  detail,
  path,
});
const warning = (key: string, title: string, detail: string, path: string): OverviewWarning => ({
  key,
  severity: 'WARNING',
  title,
  detail,
  path,
});
