import { changedAdvanced, changedOAuth, oauthOf } from '@posthorn/contracts';
import type { ConnectionCheck, DeliveryBudget, OAuthClient } from '@posthorn/database';
import type { Failure } from '@posthorn/smtp';
import { advancedOf, type SubmissionRow } from './submission-settings.ts';
import { flowOf, scopeOf } from '../oauth/registration.ts';
import type { StoredSubmission } from './stored-submission.ts';
import type { SubmissionOAuth } from './submission-oauth.types.ts';
import type { CheckSummary, FailureSummary, SubmissionAdvanced } from './submission.types.ts';

/** How a submission is shown, whether the platform's or a tenant's. */
export function toAdvanced(stored: Pick<SubmissionRow, 'advanced'>): SubmissionAdvanced {
  const advanced = advancedOf(stored.advanced);
  return { ...advanced, changed: changedAdvanced(advanced) };
}

type Client = Pick<OAuthClient, 'id' | 'name' | 'provider' | 'cloud' | 'scope' | 'unattendedFlow'>;

/** How it comes by its tokens; null where it needs none. `client`: the one it names. */
export function toOAuth(
  { authentication, oauth: stored }: Pick<StoredSubmission, 'authentication' | 'oauth'>,
  client: Client | null,
): SubmissionOAuth | null {
  if (authentication === 'PASSWORD' || !client) return null;
  const oauth = oauthOf(stored);
  const effectiveScope = scopeOf(client, oauth, flowOf(client, oauth.interactive));
  return { ...oauth, clientId: client.id, clientName: client.name, effectiveScope, changed: changedOAuth(oauth) };
}

/** What its deliveries said. */
export const deliveryFacts = (budget: DeliveryBudget | null) => ({
  lastSuccessAt: budget?.lastSuccessAt ?? null,
  lastFailure: budget && lastFailureOf(budget),
  consecutiveFailures: budget?.consecutiveFailures ?? 0,
});

/** The check's summary, while it still speaks of the settings as they are. */
export function checkSummary(check: ConnectionCheck | null | undefined, updatedAt: Date): CheckSummary | null {
  if (!check || check.createdAt < updatedAt) return null;
  const { class: failureClass = null, sentence = null } = (check.failure ?? {}) as Partial<Failure>;
  return { id: check.id, at: check.finishedAt ?? check.createdAt, passed: check.status === 'PASSED', failureClass, sentence };
}

/** A debug span: its end, or null to stop it. */
export const debugUntilOf = (minutes: number): Date | null => (minutes === 0 ? null : new Date(Date.now() + minutes * 60_000));

/** The span while it lasts. */
export const toDebugUntil = (until: Date | null): Date | null => (until && until > new Date() ? until : null);

function lastFailureOf({ lastFailureAt, lastFailureClass, lastFailureReply, lastFailureSentence }: DeliveryBudget): FailureSummary | null {
  if (!lastFailureAt) return null;
  return { at: lastFailureAt, failureClass: lastFailureClass ?? 'UNKNOWN', reply: lastFailureReply, sentence: lastFailureSentence ?? '' };
}
