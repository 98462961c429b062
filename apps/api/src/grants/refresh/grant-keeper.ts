import type { Logger } from 'pino';
import { LeaseLoop, type Claimed } from '../../platform/worker/lease-loop.ts';
import { grantChannel } from '../grant-rows.ts';
import { GrantQueue, type ClaimedGrant } from './grant-queue.ts';
import type { GrantRefresh } from './grant-refresh.ts';

export interface GrantKeeperOptions {
  /** Connects as posthorn_worker. */
  url: string;
  refresh: GrantRefresh;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Refreshes at once. Default 8. */
  max?: number;
  /** Of one OAuth client, so that a provider that hangs leaves room for the others. Default 4. */
  maxPerClient?: number;
  /** Seconds a claim lasts unless it is renewed. Default 20. */
  leaseSeconds?: number;
  /** How long stopping waits for refreshes under way: an answer that is not written down may cost a grant. Default 8,000. */
  shutdownMs?: number;
}

/** What is due is with clients that have their share already, or is just being claimed by another worker. */
const crowdedMs = 200;

/** Keeps grants alive: claims those that are due, one worker each, and has them refreshed. Any number of workers run one, without a leader. */
export class GrantKeeper {
  private readonly options: GrantKeeperOptions;
  private readonly queue: GrantQueue;
  private readonly loop: LeaseLoop<ClaimedGrant>;

  constructor(options: GrantKeeperOptions) {
    this.options = options;
    const { url, log, refresh, leaseSeconds = 20, max = 8, shutdownMs } = options;
    this.queue = new GrantQueue(url, leaseSeconds, (err) => log.warn({ err }, 'the grant keeper lost a database connection'));
    this.loop = new LeaseLoop({
      name: 'grants',
      url,
      channel: grantChannel,
      log,
      hasRoom: (held) => held.length < max,
      claim: (held) => this.claim(held, max - held.length),
      run: ({ tenantId, profileId, fence }) => refresh.refreshOne(tenantId, profileId, fence),
      describe: ({ profileId }) => ({ profileId }),
      // One that was lost is finished all the same: its provider may have answered by now.
      renew: (held) => this.queue.renew(held).then(() => []),
      renewEveryMs: Math.min(5_000, (leaseSeconds * 1_000) / 4),
      shutdownMs,
    });
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await this.queue.close();
  }

  private async claim(held: readonly ClaimedGrant[], room: number): Promise<Claimed<ClaimedGrant>> {
    const busy = held.map(({ clientId }) => clientId);
    const items = await this.queue.claim(room, busy, this.options.maxPerClient ?? 4);
    if (items.length > 0) return { items, waitMs: 0 };
    const dueMs = await this.queue.nextDueMs();
    return { items, waitMs: dueMs === null || dueMs > 0 ? dueMs : crowdedMs };
  }
}
