import { Injectable } from '@nestjs/common';
import { Database, platformProfileId, type OAuthConsent, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import type { Granter } from './consents.service.ts';
import { announceGrantChange, recordGrantEvent } from './grant-rows.ts';
import { belongsTo } from './grant-states.ts';
import { requireSubject, type GrantSubject } from './grant-subject.ts';
import type { Grant } from './grant.types.ts';
import { Grants } from './grants.service.ts';
import { GrantChangedError, GrantedTokens } from './granted-tokens.ts';
import { ProviderRevocation, type HeldTokens } from './provider-revocation.ts';

/** Tokens of another user, or for fewer scopes than were asked for: a person keeps them, or ends them at the provider. */
@Injectable()
export class ConsentDecisions {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly granted: GrantedTokens,
    private readonly grants: Grants,
    private readonly revocation: ProviderRevocation,
  ) {}

  /** @throws AppError NOT_FOUND; CONFLICT where the setup changed meanwhile */
  async confirm(actor: Granter, id: string): Promise<Grant> {
    const { profileId } = await this.database
      .forTenant(actor, async (tx) => {
        const { consent, subject } = await findPending(tx, actor, id);
        const obtained = this.granted.open(consent);
        if (!obtained) throw new AppError('CONFLICT', 'These tokens can’t be read: the key they were sealed with is missing. Grant again.');
        await this.granted.store(tx, subject, { ...obtained, by: actor, tookMs: null });
        // After the grant's row, as a revocation or a drop locks it: of two decisions at once, one counts.
        await endDecision(tx, id);
        const details = { consentedAs: consent.consentedAs, missingScopes: consent.missingScopes };
        await this.audit.record(tx, actor, { action: 'grant.confirmed', subject: subject.name, details });
        return subject;
      })
      .catch((error: unknown) => {
        throw error instanceof GrantChangedError ? changedMeanwhile() : error;
      });
    return this.grants.require(actor, profileId);
  }

  /** Ends them at the provider as well, where that is possible. */
  async reject(actor: Granter, id: string): Promise<Grant> {
    const { subject, tokens } = await this.database.forTenant(actor, async (tx) => {
      const found = await findPending(tx, actor, id);
      const consented = found.consent.consentedAs;
      await endDecision(tx, id);
      const detail = consented === null ? 'The tokens were not kept.' : `The tokens of ${consented} were not kept.`;
      await recordGrantEvent(tx, found.subject, { kind: 'CONSENT_FAILED', code: 'REJECTED', detail, actorName: actor.name });
      await this.audit.record(tx, actor, { action: 'grant.rejected', subject: found.subject.name, details: { consentedAs: consented } });
      await announceGrantChange(tx, found.subject);
      return { subject: found.subject, tokens: this.granted.open(found.consent)?.tokens ?? nothing };
    });
    await this.revocation.tell(subject.client, tokens);
    return this.grants.require(actor, subject.profileId);
  }
}

const nothing: HeldTokens = { accessToken: null, refreshToken: null };

const changedMeanwhile = (): AppError =>
  new AppError('CONFLICT', 'The setup or its OAuth client was changed since these tokens came. Grant again.');

async function findPending(tx: Tx, actor: Granter, id: string): Promise<{ consent: OAuthConsent; subject: GrantSubject }> {
  const consent = await tx.oAuthConsent.findFirst({ where: { id, status: 'TO_CONFIRM' } });
  if (!consent || consent.expiresAt <= new Date()) throw notPending();
  const subject = await requireSubject(tx, actor, actor.kind === 'system' ? platformProfileId : consent.profileId);
  if (!belongsTo(consent, subject.row)) throw changedMeanwhile();
  return { consent, subject };
}

async function endDecision(tx: Tx, id: string): Promise<void> {
  const { count } = await tx.oAuthConsent.updateMany({ where: { id, status: 'TO_CONFIRM' }, data: { status: 'USED', tokens: null } });
  if (count === 0) throw notPending();
}

const notPending = (): AppError => notFound('consent that waits for a decision');
