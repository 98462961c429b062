import { setTimeout as delay } from 'node:timers/promises';
import type { Database, OAuthGrant } from '@posthorn/database';
import { grantState, introspect } from '@posthorn/oauth';
import { isFailure, SmtpFailure, type Failure } from '@posthorn/smtp';
import { Secret, type Vault } from '@posthorn/vault';
import { announceGrantChange, grantFactsOf, hashOf } from '../grants/grant-rows.ts';
import { askForRefresh } from '../grants/refresh/force.ts';
import { networkOf, openClient } from '../oauth/registration.ts';
import { withoutToken, type MailSource, type Submission, type SubmissionGrant } from './mail-source.ts';

/** A mail server that refuses a token may be told of an expired one, or a revoked one: both look like a wrong password. */
export const isTokenRefusal = (submission: Submission, error: unknown): error is SmtpFailure =>
  submission.grant !== undefined && error instanceof SmtpFailure && error.failure.class === 'AUTH' && error.failure.stage === 'AUTH';

/** REFRESHED: there is another token. FAILED: the provider gave none. LATE: it has not come yet. NOT_AGAIN: the last one is too young. */
type RefreshAttempt = 'REFRESHED' | 'FAILED' | 'LATE' | 'NOT_AGAIN';

export interface Renewal {
  /** With another token than the one that was refused; null: there is none. */
  submission: Submission | null;
  tried: RefreshAttempt;
}

export interface RefusedTokensOptions {
  database: Database;
  vault: Vault;
  source: MailSource;
  /** Most that a send may wait for the refresh it forced. Default 20,000. */
  maxWaitMs?: number;
  /** Most that it may wait for what the provider thinks of the token, whatever the OAuth client allows. Default 5,000. */
  maxOpinionMs?: number;
}

/**
 * What is done about an access token that a mail server refused: one forced refresh, at most every five minutes, and one more try; then the
 * provider is asked what it thinks of the token. The only wait for a token that holds a worker's place.
 */
export class RefusedTokens {
  private readonly options: RefusedTokensOptions;
  /** Sends that were refused with one token share one renewal. */
  private readonly running = new Map<string, Promise<Renewal>>();

  constructor(options: RefusedTokensOptions) {
    this.options = options;
  }

  renew(refused: Submission): Promise<Renewal> {
    const { accessToken } = grantOf(refused);
    const key = `${refused.profileId} ${Buffer.from(hashOf(accessToken)).toString('hex')}`;
    const running = this.running.get(key) ?? this.renewOnce(refused).finally(() => this.running.delete(key));
    this.running.set(key, running);
    return running;
  }

  /** The failure to write down, once nothing more can be tried. */
  async judge(refused: Submission, failure: Failure, tried: RefreshAttempt): Promise<Failure> {
    const grant = await this.read(refused);
    if (!grant) return failure;
    const { state, why, whatToDo } = grantState(grantFactsOf(grant), new Date());
    const isHopeless = grant.failureAt !== null && !grant.failureRetry;
    const said = [failure.sentence, tryingWords[tried], isHopeless || tried === 'FAILED' ? why : null];
    if (isHopeless || state === 'REVOKED') {
      // Both sides call it dead: nobody is told that mail still goes out with it.
      if (isHopeless) await this.expire(refused, grantOf(refused).accessToken);
      return { ...failure, ...withoutToken(sentenceOf(...said, whatToDo), 'PARK'), reply: failure.reply };
    }
    switch (await this.opinionOn(refused, grant)) {
      case 'ACTIVE':
        return {
          ...failure,
          sentence: sentenceOf(...said, 'The provider says the token is good, so the mail server’s policy refuses it.'),
        };
      case 'INACTIVE':
        return this.withDeadToken(refused, failure, { tried, said: sentenceOf(...said) });
      case null:
        return { ...failure, sentence: sentenceOf(...said) };
    }
  }

  private async renewOnce(refused: Submission): Promise<Renewal> {
    const { accessToken, timeoutSeconds } = grantOf(refused);
    const giveUpAt = Date.now() + Math.min(Math.max(timeoutSeconds, 0) * 1_000, this.options.maxWaitMs ?? 20_000);
    const { database } = this.options;
    await database.forTenant({ tenantId: refused.tenantId }, (tx) => askForRefresh(tx, refused.profileId, accessToken));
    for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 250)) {
      const grant = await this.read(refused);
      if (!grant) return { submission: null, tried: 'FAILED' };
      if (!isHeld(grant, accessToken)) return this.withAnother(refused);
      if (!isUnderWay(grant)) return { submission: null, tried: grant.failureAt ? 'FAILED' : 'NOT_AGAIN' };
      if (Date.now() + waitMs > giveUpAt) return { submission: null, tried: 'LATE' };
      await delay(waitMs);
    }
  }

  private async withAnother({ tenantId, profileId }: Submission): Promise<Renewal> {
    const submission = await this.options.source.submissionOf({ tenantId, profileId });
    return isFailure(submission) || !submission.grant ? { submission: null, tried: 'FAILED' } : { submission, tried: 'REFRESHED' };
  }

  /** The provider calls it dead, whatever its expiry says. */
  private async withDeadToken(
    refused: Submission,
    failure: Failure,
    { tried, said }: { tried: RefreshAttempt; said: string },
  ): Promise<Failure> {
    const { interactive, accessToken } = grantOf(refused);
    if (tried === 'FAILED' || tried === 'LATE') {
      await this.expire(refused, accessToken);
      return {
        ...withoutToken(sentenceOf(said, 'The provider says the token is not valid any more; another one is on its way.'), 'RETRY'),
        reply: failure.reply,
      };
    }
    if (!interactive) return { ...failure, sentence: sentenceOf(said, 'The provider says that the token it gave is not valid.') };
    const sentence = sentenceOf(said, 'The provider says the token is not valid: the consent was withdrawn. Grant a new token.');
    return { ...withoutToken(sentence, 'PARK'), reply: failure.reply };
  }

  /** So that messages wait for the next one instead of showing it to the server. */
  private async expire({ tenantId, profileId }: Submission, accessToken: string): Promise<void> {
    const now = new Date();
    const held = { profileId, accessTokenHash: hashOf(accessToken), OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    await this.options.database.forTenant({ tenantId }, async (tx) => {
      const { count } = await tx.oAuthGrant.updateMany({ where: held, data: { expiresAt: now } });
      if (count > 0) await announceGrantChange(tx, { tenantId, profileId });
    });
  }

  /** null: it was not asked, or gave no clear answer. */
  private async opinionOn({ tenantId, policy, ...refused }: Submission, { clientId }: OAuthGrant): Promise<'ACTIVE' | 'INACTIVE' | null> {
    const { database, vault } = this.options;
    const client = await database.forTenant({ tenantId }, (tx) => tx.oAuthClient.findUnique({ where: { id: clientId } }));
    if (!client?.introspectionUrl) return null;
    const { accessToken } = grantOf(refused);
    const network = networkOf(client, policy, AbortSignal.timeout(this.options.maxOpinionMs ?? 5_000));
    try {
      const answer = await introspect(openClient(vault, client), Secret.of(accessToken), network);
      return answer && (answer.active ? 'ACTIVE' : 'INACTIVE');
    } catch {
      return null;
    }
  }

  private read({ tenantId, profileId }: Submission): Promise<OAuthGrant | null> {
    return this.options.database.forTenant({ tenantId }, (tx) => tx.oAuthGrant.findUnique({ where: { profileId } }));
  }
}

const tryingWords: Record<RefreshAttempt, string> = {
  REFRESHED: 'A fresh access token was fetched and tried; it was refused, too.',
  FAILED: 'Fetching a fresh access token failed:',
  LATE: 'A fresh access token was asked for and has not come yet.',
  NOT_AGAIN: 'It was not replaced again, because that was done less than five minutes ago.',
};

const sentenceOf = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' ');

function grantOf({ grant }: Pick<Submission, 'grant'>): SubmissionGrant {
  if (!grant) throw new Error('This setup signs in with a password.');
  return grant;
}

const isHeld = ({ accessTokenHash }: OAuthGrant, accessToken: string): boolean =>
  accessTokenHash !== null && Buffer.from(accessTokenHash).equals(hashOf(accessToken));

/** Due, or with a worker. */
function isUnderWay({ nextRefreshAt, leaseUntil }: OAuthGrant): boolean {
  const now = new Date();
  return (nextRefreshAt !== null && nextRefreshAt <= now) || (leaseUntil !== null && leaseUntil > now);
}
