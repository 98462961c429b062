import type pg from 'pg';
import { openWorkerPool } from '../../platform/worker/worker-pool.ts';

/** What a claim gives: everything else is read in the grant's own tenant. */
export interface ClaimedGrant {
  tenantId: string;
  profileId: string;
  clientId: string;
  /** Fencing token: every write of this claim goes by it. */
  fence: number;
}

/** The grants as the workers see them: when each is due and which worker has it, as posthorn_worker on a small pool. */
export class GrantQueue {
  private readonly pool: pg.Pool;
  private readonly lease: string;

  constructor(url: string, leaseSeconds: number, onError: (error: unknown) => void) {
    this.lease = `${leaseSeconds} seconds`;
    this.pool = openWorkerPool(url, 'posthorn-grants', { max: 2, onError });
  }

  /** `busy`: the client of each grant that is held already. */
  async claim(limit: number, busy: readonly string[], perClient: number): Promise<ClaimedGrant[]> {
    const { rows } = await this.pool.query<ClaimedGrant>(
      `select tenant_id as "tenantId", profile_id as "profileId", client_id as "clientId", fence
       from app.claim_grants($1, $2::uuid[], $3, $4::interval)`,
      [limit, busy, perClient, this.lease],
    );
    return rows;
  }

  async renew(held: readonly ClaimedGrant[]): Promise<void> {
    const values = [held.map(({ profileId }) => profileId), held.map(({ fence }) => fence), this.lease];
    await this.pool.query('select app.renew_grant_leases($1, $2, $3::interval)', values);
  }

  /** Milliseconds until some grant is due; null: none is. */
  async nextDueMs(): Promise<number | null> {
    const { rows } = await this.pool.query<{ due: number | null }>('select app.next_grant_due() as due');
    return rows[0]?.due ?? null;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
