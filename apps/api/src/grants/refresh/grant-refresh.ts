import { setTimeout as delay } from 'node:timers/promises';
import { platformScope } from '@posthorn/database';
import { OAuthError } from '@posthorn/oauth';
import type { Logger } from 'pino';
import { currentPolicy } from '../../platform/egress/current-policy.ts';
import { workerActor } from '../../platform/access/actor.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { canBeRefreshed } from '../grant-rows.ts';
import { findSubject, type GrantSubject } from '../grant-subject.ts';
import {
  GrantLostError,
  keepRotated,
  clearSchedule,
  storeFailure,
  storeRefreshed,
  type Refreshed,
  type RefreshTools,
} from './refresh-outcome.ts';
import { fetchTokens, type Fetched } from './token-request.ts';

export interface GrantRefreshOptions extends RefreshTools {
  log: Pick<Logger, 'warn' | 'error'>;
}

/** While a database is away: about three minutes. By then a rotated refresh token is lost. */
const maxTries = 100;

/** One refresh: read in a transaction, ask the provider in none, write in another, under the fence it was claimed with. */
export class GrantRefresh {
  private readonly options: GrantRefreshOptions;

  constructor(options: GrantRefreshOptions) {
    this.options = options;
  }

  /** Rejects where it could not even be read; its lease then ends. */
  async refreshOne(tenantId: string, profileId: string, fence: number): Promise<void> {
    const subject = await this.read(tenantId, profileId);
    if (subject?.row.fence !== fence) return subject ? undefined : clearSchedule(this.options, { tenantId, profileId, fence });
    if (!canBeRefreshed(subject.row)) return clearSchedule(this.options, { tenantId, profileId, fence });
    const policy = await this.options.database.forTenant(platformScope, currentPolicy);
    const askedAt = new Date();
    const answer = await fetchTokens(this.options.vault, subject, policy).catch((error: unknown) => this.failureOf(error, subject));
    await this.store({ subject, fence, askedAt, tookMs: Date.now() - askedAt.getTime() }, answer);
  }

  /** null: it does not sign in with OAuth 2.0 any more, or is deleted. */
  private read(tenantId: string, profileId: string): Promise<GrantSubject | null> {
    const actor = workerActor('grants', tenantId);
    return this.options.database.forTenant(actor, async (tx) => {
      try {
        return await findSubject(tx, actor, profileId);
      } catch (error) {
        if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
        throw error;
      }
    });
  }

  private failureOf(error: unknown, { profileId }: GrantSubject): OAuthError {
    if (error instanceof OAuthError) return error;
    // A fault of ours; the provider may be right tomorrow all the same.
    this.options.log.error({ err: error, profileId }, 'a token could not be asked for');
    return new OAuthError('BAD_ANSWER', { step: 'TOKEN', description: 'Posthorn could not make sense of it. The worker’s log says why.' });
  }

  /** Repeats until the database takes it: the old refresh token may be dead already. */
  private async store(refreshed: Refreshed, answer: Fetched | OAuthError): Promise<void> {
    const { log, ...tools } = this.options;
    const { profileId } = refreshed.subject;
    for (let tries = 0; ; tries += 1) {
      try {
        if (answer instanceof OAuthError) return await storeFailure(tools, refreshed, answer);
        if (answer.rotated) await keepRotated(tools, refreshed, answer);
        return await storeRefreshed(tools, refreshed, answer);
      } catch (err) {
        if (err instanceof GrantLostError) return log.warn({ profileId }, 'a refreshed grant had another owner by then');
        log.warn({ err, profileId }, 'could not write a refresh down; trying again');
        if (tries >= maxTries) throw err;
        await delay(Math.min(2_000, 50 * 2 ** Math.min(tries, 6)));
      }
    }
  }
}
