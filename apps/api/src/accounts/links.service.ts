import { Injectable } from '@nestjs/common';
import { OneTimeTokens, stateOf, type TokenRow } from '../one-time-tokens/one-time-tokens.ts';
import { Config } from '../platform/config/config.ts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { networkOf } from '../platform/access/network.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import type { Link } from './account.types.ts';
import { ResetRequests } from './reset-requests.service.ts';

const looks = { name: 'link-looks', points: 120, durationSeconds: 600 };
const freshLinks = { name: 'fresh-links', points: 20, durationSeconds: 3600 };
const renewable = new Set(['ACTIVATION', 'PASSWORD_RESET']);

/** One-time links as their holders see them. Looking uses nothing up. */
@Injectable()
export class Links {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly limits: RateLimits,
    private readonly resets: ResetRequests,
    private readonly config: Config,
  ) {}

  async look(actor: AnonymousActor | PersonActor, token: string): Promise<Link> {
    await this.limits.require(looks, networkOf(actor.origin.ipAddress), 'Too many links looked at from your network. Wait a little.');
    const row = await this.tokens.find(token);
    const state = !row || row.identity_disabled ? 'UNKNOWN' : stateOf(row);
    const purpose = row && state !== 'UNKNOWN' ? row.purpose : null;
    if (!row || state !== 'VALID') {
      return { state, purpose, email: null, name: null, tenantName: null, expiresAt: null, needsPassword: false };
    }
    return {
      state,
      purpose,
      email: this.addressOf(row),
      // An invitation that was copied to somebody with an account: the tenant knows them by the name it typed.
      name: row.purpose === 'INVITATION' ? null : row.identity_name,
      tenantName: row.tenant_name,
      expiresAt: row.expires_at,
      needsPassword: row.purpose === 'ACTIVATION' || row.purpose === 'PASSWORD_RESET' || row.purpose === 'SETUP',
    };
  }

  /**
   * A fresh link to the stored address of the person the old one was made for. Always true: the answer reveals nothing. What is sent is
   * decided by the worker, as for an asked reset.
   */
  async requestFresh(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    await this.limits.require(
      freshLinks,
      networkOf(actor.origin.ipAddress),
      'Too many links asked for from your network. Try again in an hour.',
    );
    const row = await this.tokens.find(token);
    const email = row && renewable.has(row.purpose) ? row.identity_email : null;
    if (email) await this.resets.record(actor, email);
    return true;
  }

  private addressOf(row: TokenRow): string | null {
    if (row.purpose === 'SETUP') return this.config.environment.POSTHORN_ADMIN_EMAIL ?? null;
    return row.email ?? row.identity_email;
  }
}
