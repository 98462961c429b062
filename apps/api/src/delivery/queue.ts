import type pg from 'pg';
import { openWorkerPool } from '../platform/worker/worker-pool.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import type { TokenWait } from './mail-source.ts';
import type { FreeSlots } from './slots.ts';
import type { Verdict } from './verdict.ts';

export interface Claim {
  messages: ClaimedMessage[];
  /** Milliseconds until some queue is due; null when none will be without a change. */
  waitMs: number | null;
}

/** A claim's identity: what every later write of it names. */
export type Held = Pick<ClaimedMessage, 'id' | 'fence'>;

export interface AttemptResult extends Held, Verdict {
  profileId: string;
  failureClass: string | null;
  sentence: string | null;
  /** The server's words. */
  reply: string | null;
  queueId: string | null;
  /** The stage that failed; null when none did. */
  stage: string | null;
  /** Milliseconds per stage. */
  timings: Record<string, number>;
  /** What was said, while the profile is being debugged. */
  transcript: string | null;
}

export interface Probe {
  profileId: string;
  tenantId: string;
}

const ids = (held: readonly Held[]) => [held.map(({ id }) => id), held.map(({ fence }) => fence)];

/** The queue tables as a worker sees them: the functions of the delivery migration, run as posthorn_worker on a small pool. */
export class DeliveryQueue {
  private readonly pool: pg.Pool;
  private readonly worker: string;

  /** `worker` names this process in messages and attempts. */
  constructor(url: string, worker: string, onError: (error: unknown) => void) {
    this.worker = worker;
    this.pool = openWorkerPool(url, 'posthorn-worker', { max: 4, onError });
  }

  async claim(free: FreeSlots): Promise<Claim> {
    const { rows } = await this.pool.query<{ claim: Claim }>('select app.claim_messages($1, $2, $3, $4) as claim', [
      this.worker,
      free.reserved,
      free.general,
      free.slow,
    ]);
    return rows[0]?.claim ?? { messages: [], waitMs: null };
  }

  /** Commits the marker; answers, in order, which messages are still ours to send. */
  async markSending(held: Held[]): Promise<boolean[]> {
    const { rows } = await this.pool.query<{ id: string }>('select app.mark_sending($1, $2) as id', ids(held));
    const ours = new Set(rows.map(({ id }) => id));
    return held.map(({ id }) => ours.has(id));
  }

  /** Answers the ids whose lease goes on. */
  async renewLeases(held: Held[]): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ id: string }>('select app.renew_leases($1, $2) as id', ids(held));
    return new Set(rows.map(({ id }) => id));
  }

  /** Answers, in order, which results were written; the others came too late. */
  async writeResults(results: AttemptResult[]): Promise<boolean[]> {
    const { rows } = await this.pool.query<{ id: string }>('select app.write_results($1, $2) as id', [
      this.worker,
      JSON.stringify(results),
    ]);
    const written = new Set(rows.map(({ id }) => id));
    return results.map(({ id }) => written.has(id));
  }

  /** Gives back what was surely not sent. */
  async giveBack(held: Held[]): Promise<void> {
    await this.pool.query('select app.return_messages($1, $2)', ids(held));
  }

  /**
   * Gives back messages of one profile whose token is on its way. WAITING: its queues sleep until it comes or the wait is over. READY: the
   * grant has changed meanwhile, and they look at once. OVER: it has been waited for; nothing was given back.
   */
  async awaitToken({ profileId, waitSeconds, stamp }: TokenWait, held: Held[]): Promise<'WAITING' | 'READY' | 'OVER'> {
    const { generation, obtainedAt, nextRefreshAt } = stamp;
    const { rows } = await this.pool.query<{ answer: 'WAITING' | 'READY' | 'OVER' }>(
      'select app.await_token($1, $2, $3, $4, $5, $6, $7) as answer',
      [profileId, ...ids(held), waitSeconds, generation, obtainedAt, nextRefreshAt],
    );
    return rows[0]?.answer ?? 'OVER';
  }

  /** Wakes the queues of account mail that have due messages or had a lease run out. `within` bounds the search; see app.wake_due. */
  async sweepAccountMail(within: string | null): Promise<number> {
    return this.sum('select app.reap_leases($1) + app.wake_due(true, $1) as value', [within]);
  }

  /** The same for every other lane; ends lives, and shows what waits for parked profiles, unless a fallback takes it. */
  async sweepTheRest(within: string | null): Promise<number> {
    const moved = await this.sum('select app.move_to_fallback() as value', []);
    const woken = await this.sum('select app.wake_due(false, $1) as value', [within]);
    await this.pool.query('select app.expire_messages()');
    await this.pool.query('select app.park_waiting()');
    return moved + woken;
  }

  /** Parked profiles whose login this worker should try now. */
  async takeProbes(): Promise<Probe[]> {
    const { rows } = await this.pool.query<Probe>('select profile_id as "profileId", tenant_id as "tenantId" from app.take_probes()');
    return rows;
  }

  async releaseProfile(profileId: string): Promise<void> {
    await this.pool.query('select app.release_profile($1)', [profileId]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async sum(sql: string, values: unknown[]): Promise<number> {
    const { rows } = await this.pool.query<{ value: number }>(sql, values);
    return rows[0]?.value ?? 0;
  }
}
