import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { WakeableSleep } from '../../platform/worker/wakeable-sleep.ts';
import { Listener } from '../../platform/worker/listener.ts';
import { grantChannel } from '../grant-rows.ts';
import { GrantQueue, type ClaimedGrant } from './grant-queue.ts';
import type { GrantRefresh } from './grant-refresh.ts';

export interface GrantKeeperOptions {
  /** Connects as posthorn_worker. */
  url: string;
  refresh: GrantRefresh;
  log: Pick<Logger, 'warn'>;
  /** Refreshes at once. Default 8. */
  most?: number;
  /** Of one OAuth client, so that a provider that hangs leaves room for the others. Default 4. */
  mostPerClient?: number;
  /** Seconds a claim lasts unless it is renewed. Default 20. */
  leaseSeconds?: number;
  /** How long stopping waits for what is on its way. Default 8,000. */
  shutdownMs?: number;
}

const pollMs = 1_000;
/** Between two claims, whatever rings: every refresh of every worker does. */
const shortestWaitMs = 50;
/** What is due is with clients that have their share already, or just being claimed by another worker. */
const crowdedMs = 200;
const afterErrorMs = 500;
const renewEveryMs = 5_000;

/** Keeps grants alive: takes those that are due, one worker each, and has them refreshed. Any number of workers run one, without a leader. */
export class GrantKeeper {
  private readonly options: GrantKeeperOptions;
  private readonly queue: GrantQueue;
  private readonly listener: Listener;
  private readonly pause = new WakeableSleep();
  private readonly held = new Map<ClaimedGrant, Promise<void>>();
  private loop: Promise<void> = Promise.resolve();
  private renewal: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(options: GrantKeeperOptions) {
    this.options = options;
    const { url, log } = options;
    this.queue = new GrantQueue(url, options.leaseSeconds ?? 20, (err) => log.warn({ err }, 'the grant keeper lost a database connection'));
    const onError = (err: unknown): void => log.warn({ err }, 'the grant keeper lost its ear; it reconnects');
    this.listener = new Listener({ url, channel: grantChannel, onNotification: () => this.pause.wake(), onError });
  }

  start(): void {
    this.listener.start();
    this.loop = this.keepWhileRunning();
    this.renewal = setInterval(() => void this.renew(), Math.min(renewEveryMs, ((this.options.leaseSeconds ?? 20) * 1_000) / 4)).unref();
  }

  /** Takes nothing new and waits for what is on its way: an answer that nobody writes down may cost a grant. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.pause.wake();
    await this.listener.close();
    await this.loop;
    await Promise.race([Promise.all(this.held.values()), delay(this.options.shutdownMs ?? 8_000)]);
    if (this.renewal) clearInterval(this.renewal);
    await this.queue.close();
  }

  private async keepWhileRunning(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.keepOnce();
      } catch (err) {
        this.options.log.warn({ err }, 'could not look after the grants');
        await delay(afterErrorMs);
      }
    }
  }

  private async keepOnce(): Promise<void> {
    const free = (this.options.most ?? 8) - this.held.size;
    if (free <= 0) return this.pause.sleep(pollMs);
    const busy = [...this.held.keys()].map(({ clientId }) => clientId);
    const claimed = await this.queue.claim(free, busy, this.options.mostPerClient ?? 4);
    for (const grant of claimed) this.held.set(grant, this.follow(grant));
    await delay(shortestWaitMs);
    if (claimed.length > 0) return;
    const dueMs = (await this.queue.nextDueMs()) ?? pollMs;
    await this.pause.sleep(Math.min(pollMs, Math.max(dueMs, dueMs > 0 ? 0 : crowdedMs)));
  }

  private async follow(grant: ClaimedGrant): Promise<void> {
    const { tenantId, profileId, fence } = grant;
    try {
      await this.options.refresh.refreshOne(tenantId, profileId, fence);
    } catch (err) {
      this.options.log.warn({ err, profileId }, 'could not refresh a grant; its lease gives it back');
    }
    this.held.delete(grant);
    this.pause.wake();
  }

  private async renew(): Promise<void> {
    if (this.held.size === 0) return;
    // One that was lost is finished all the same: its provider may have answered by now.
    await this.queue
      .renew([...this.held.keys()])
      .catch((err: unknown) => this.options.log.warn({ err }, 'could not renew leases of grants'));
  }
}
