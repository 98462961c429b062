import { Injectable } from '@nestjs/common';
import { Database, platformScope, type OAuthConsent } from '@posthorn/database';
import { completeAuthorization, consentedAs, explainOAuth, explainOnce, missingScopes, OAuthError, type Tokens } from '@posthorn/oauth';
import { SealError, Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import { networkOf, openClient } from '../oauth/registration.ts';
import type { CallbackResult } from './callback-page.ts';
import { decisionLifeMs, pendingContext } from './consent-rows.ts';
import { unreadable, type Granter } from './consents.service.ts';
import { announceGrantChange, recordGrantEvent } from './grant-rows.ts';
import { belongsTo } from './grant-states.ts';
import type { GrantSubject } from './grant-subject.ts';
import { GrantChangedError, GrantedTokens } from './granted-tokens.ts';
import { ProviderRevocation } from './provider-revocation.ts';

/** Who came back was an admin when the provider was asked, and is none any more. */
class GranterGoneError extends Error {}

/** A callback that counts: once, and never again. */
export interface Taken {
  consent: OAuthConsent;
  subject: GrantSubject;
}

interface Doubt {
  consentedAs: string | null;
  missing: string[];
}

interface Refusal {
  code: string;
  sentence: string;
}

/** The second half of a callback, once consent-callbacks let it count: the code becomes tokens, which are kept, or put to a person first. */
@Injectable()
export class CodeExchange {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly granted: GrantedTokens,
    private readonly revocation: ProviderRevocation,
  ) {}

  /** `mayStill`: whether who came back is still an admin; a provider may take its time to answer. */
  async complete(actor: Granter, taken: Taken, parameters: URLSearchParams, mayStill: () => Promise<boolean>): Promise<CallbackResult> {
    const startedAt = Date.now();
    let tokens: Tokens | null = null;
    try {
      tokens = await this.exchange(taken, parameters);
      if (!(await mayStill())) throw new GranterGoneError();
      const tookMs = Date.now() - startedAt;
      const doubt = doubtAbout(tokens, taken);
      if (doubt) await this.putAside(actor, taken, tokens, doubt);
      else await this.store(actor, taken, tokens, tookMs);
      return doubt ? 'TO_CONFIRM' : 'GRANTED';
    } catch (error) {
      const [result, refusal] = refusalOf(error);
      // Tokens that are not kept must end at the provider.
      if (tokens) await this.revocation.tell(taken.subject.client, tokens);
      await this.recordFailure(actor, taken, refusal, Date.now() - startedAt);
      return result;
    }
  }

  private async exchange({ consent, subject }: Taken, parameters: URLSearchParams): Promise<Tokens> {
    const { client, oauth } = subject;
    const policy = await this.database.forTenant(platformScope, currentPolicy);
    const pending = this.vault.open(consent.pending ?? new Uint8Array(), pendingContext(consent));
    const callback = { parameters, pending, tokenParameters: oauth.authorizationCodeParameters };
    return completeAuthorization(openClient(this.vault, client), callback, networkOf(client, policy));
  }

  private async putAside(actor: Granter, { consent, subject }: Taken, tokens: Tokens, doubt: Doubt): Promise<void> {
    const now = new Date();
    await this.database.forTenant(actor, async (tx) => {
      const row = await tx.oAuthGrant.findFirst({ where: { profileId: subject.profileId } });
      if (!row || !belongsTo(consent, row)) throw new GrantChangedError();
      // One decision at a time; the newest tokens are the ones to decide about.
      await tx.oAuthConsent.deleteMany({ where: { profileId: subject.profileId, status: 'TO_CONFIRM' } });
      await tx.oAuthConsent.updateMany({
        where: { id: consent.id },
        data: {
          status: 'TO_CONFIRM',
          consentedAs: doubt.consentedAs,
          missingScopes: doubt.missing,
          tokens: this.granted.seal(consent, { tokens, obtainedAt: now }),
          expiresAt: new Date(now.getTime() + decisionLifeMs),
        },
      });
      await announceGrantChange(tx, subject);
    });
  }

  private async store(actor: Granter, { subject }: Taken, tokens: Tokens, tookMs: number): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      await this.granted.store(tx, subject, { tokens, obtainedAt: new Date(), by: actor, tookMs });
      const details = { client: subject.client.name, consentedAs: nameOf(tokens), scope: tokens.scope };
      await this.audit.record(tx, actor, { action: 'grant.granted', subject: subject.name, details });
    });
  }

  private async recordFailure(actor: Granter, { subject }: Taken, { code, sentence }: Refusal, tookMs: number): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      await recordGrantEvent(tx, subject, { kind: 'CONSENT_FAILED', code, detail: sentence, actorName: actor.name, tookMs });
      await announceGrantChange(tx, subject);
    });
  }
}

const nameOf = ({ identity }: Tokens): string | null => identity?.email ?? identity?.username ?? null;

/** What a person should see before the tokens are kept; null: nothing. */
function doubtAbout(tokens: Tokens, { subject }: Taken): Doubt | null {
  const isOther = consentedAs(tokens.identity, subject.user) === 'OTHER';
  const missing = missingScopes(subject.scope, tokens.scope);
  return isOther || missing.length > 0 ? { consentedAs: isOther ? nameOf(tokens) : null, missing } : null;
}

const gone: Refusal = { code: 'GRANTER_GONE', sentence: 'Whoever consented may not grant tokens here any more. Grant again.' };
const changed: Refusal = { code: 'CLIENT_CHANGED', sentence: 'The setup or its OAuth client was changed in the meantime. Grant again.' };

/** @throws whatever is no refusal but a fault of ours */
function refusalOf(error: unknown): [CallbackResult, Refusal] {
  if (error instanceof GranterGoneError) return ['OTHER_SESSION', gone];
  if (error instanceof GrantChangedError) return ['CLIENT_CHANGED', changed];
  if (error instanceof SealError) return ['FAILED', { code: 'SECRET_UNREADABLE', sentence: unreadable().message }];
  if (!(error instanceof OAuthError)) throw error;
  const { class: failureClass, code } = explainOAuth(error);
  const sentence = explainOnce(error, 'Nothing was changed; grant again.');
  // What the provider said in codes of the protocol is its own words; ours are in capitals, and say no more than the sentence.
  const words = error.description && !/^[A-Z_]+$/u.test(error.code) ? ` It said: “${error.description}”` : '';
  const refusal = { code, sentence: `${sentence}${words}` };
  if (error.code === 'CLIENT_CHANGED') return ['CLIENT_CHANGED', { ...refusal, ...changed }];
  if (error.code === 'CALLBACK_EXPIRED') return ['EXPIRED', refusal];
  return [failureClass === 'DENIED' ? 'DENIED' : 'FAILED', refusal];
}
