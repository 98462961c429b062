import type { ConnectionCheck, DeliveryBudget } from '@posthorn/database';
import type { Standing } from './grant-standings.ts';
import type { OverviewWarning } from './overview.types.ts';
import { grantWarning, isTokenTheReason, loudestFirst, secretWarning } from './token-warnings.ts';

export interface PlatformFacts {
  mailConfigured: boolean;
  budget: Pick<DeliveryBudget, 'parkedAt' | 'circuitUntil' | 'consecutiveFailures' | 'lastFailureClass' | 'lastFailureSentence'> | null;
  /** Null where platform mail signs in with a password. */
  grant: Standing | null;
  secretExpiresAt: Date | null;
  now: Date;
  lastCheck: Pick<ConnectionCheck, 'status'> | null;
  /** Account messages that ended without being accepted in the last 24 hours. */
  failedLastDay: number;
  tenantsWithoutAdmin: number;
  pendingEgressRequests: number;
}

const mailPath = '/system/mail';

const name = 'Platform mail';

/** What wants the system admin's attention, loudest first. Mail that nobody gets comes before everything else. */
export function platformWarnings(facts: PlatformFacts): OverviewWarning[] {
  const { failedLastDay, tenantsWithoutAdmin: orphans, pendingEgressRequests: asked } = facts;
  const warnings: (OverviewWarning | false | null)[] = [
    !facts.mailConfigured && critical('mail-off', 'Account mail is not set up', 'Invitations and resets wait until it is.', mailPath),
    ...mailWarnings(facts),
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
  return loudestFirst(warnings.filter((entry) => entry !== false && entry !== null));
}

/** What keeps account mail from leaving, or soon will. A token that is the reason is said once. */
function mailWarnings({ budget, grant, secretExpiresAt, now }: PlatformFacts): (OverviewWarning | false | null)[] {
  const token = grant && grantWarning({ name, path: mailPath, ...grant });
  const secret = grant && secretWarning({ name, path: mailPath, secretExpiresAt }, now);
  if (isTokenTheReason(token, budget?.lastFailureClass ?? null)) return [token, secret];
  const why = budget?.lastFailureSentence ?? 'Run a check to see why.';
  const isParked = budget?.parkedAt != null;
  const isWaiting = isParked && budget.lastFailureClass === 'TOKEN' && token?.key === 'no-token';
  return [
    !isWaiting && token,
    isParked &&
      critical(
        'mail-parked',
        'Account mail is parked',
        isWaiting ? why : `The mail server does not let Posthorn sign in. ${why}`,
        mailPath,
      ),
    !isParked && (budget?.consecutiveFailures ?? 0) >= 3 && critical('mail-failing', 'Account mail is failing', why, mailPath),
    secret,
  ];
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
