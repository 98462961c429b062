import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Listener } from './listener.ts';
import { WakeableSleep } from './wakeable-sleep.ts';

export interface Claimed<Item> {
  items: Item[];
  /** Milliseconds until something is due; null: nothing is, as far as is known. */
  waitMs: number | null;
}

export interface LeaseLoopOptions<Item> {
  /** Of the loop, in log lines: "grants". */
  name: string;
  /** Connects as posthorn_worker, for LISTEN. */
  url: string;
  /** NOTIFY channel that says there may be work. */
  channel: string;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Whether another item may be held now. */
  hasRoom: (held: readonly Item[]) => boolean;
  /** Takes what is due under a lease, with a fencing token by which each later write goes. */
  claim: (held: readonly Item[]) => Promise<Claimed<Item>>;
  /** Does the work of one item. When it rejects, the lease gives the item back. */
  run: (item: Item) => Promise<void>;
  /** What an item is called in log lines. */
  describe?: (item: Item) => object;
  /** Prolongs the leases; answers the items whose lease is lost. */
  renew: (held: readonly Item[]) => Promise<Item[]>;
  /** The item belongs to another worker by now. Default: it is finished all the same, and its fence refuses its writes. */
  onLost?: (item: Item) => void;
  /** Default true. Without, everything is still found, by the poll. */
  listen?: boolean;
  /** How often a loop that no notification reaches looks. Default 1,000. */
  pollMs?: number;
  /** Between two claims that found nothing, however often the loop is woken. Default 50. */
  shortestWaitMs?: number;
  /** Default 3,000: a lease is 10 s or more. */
  renewEveryMs?: number;
  /** How long stopping waits for what is held. Default 8,000. */
  shutdownMs?: number;
  /** Last of all: gives back what is held after that time. Leases are renewed until it is done. */
  giveBack?: () => Promise<void>;
}

const afterErrorMs = 500;

/**
 * Work that several workers share without a leader: each claims what is due under a lease while it has room, renews the leases of what it
 * holds, and is woken by notifications. It may be killed at any moment: what it holds comes back when its leases end. Every wait is bounded
 * and every loop waits, so that neither a lost notification nor a flood of them can stop or spin it.
 */
export class LeaseLoop<Item> {
  private readonly options: LeaseLoopOptions<Item>;
  private readonly pause = new WakeableSleep();
  private readonly listener: Listener;
  private readonly held = new Map<Item, Promise<void>>();
  private running: Promise<void> = Promise.resolve();
  private renewal: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(options: LeaseLoopOptions<Item>) {
    this.options = options;
    const { url, channel, log, name } = options;
    const onError = (err: unknown): void => log.warn({ err, loop: name }, 'the listener lost its connection; reconnecting');
    this.listener = new Listener({ url, channel, onNotification: () => this.wake(), onError });
  }

  start(): void {
    if (this.options.listen !== false) void this.listener.start();
    this.running = this.claimWhileRunning();
    this.renewal = setInterval(() => void this.renew(), this.options.renewEveryMs ?? 3_000).unref();
  }

  /** There may be work, or room: look now. */
  wake(): void {
    this.pause.wake();
  }

  /** Claims nothing more, waits for what is held, and gives the rest back. */
  async stop(): Promise<void> {
    const { shutdownMs = 8_000, giveBack } = this.options;
    this.stopping = true;
    this.wake();
    await this.listener.close();
    await this.running;
    const waiting = new AbortController();
    const atMost = delay(shutdownMs, undefined, { signal: waiting.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.held.values()), atMost]);
    waiting.abort();
    await giveBack?.();
    if (this.renewal) clearInterval(this.renewal);
  }

  private async claimWhileRunning(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.claimOnce();
      } catch (err) {
        this.options.log.warn({ err, loop: this.options.name }, 'could not claim');
        await delay(afterErrorMs);
      }
    }
  }

  private async claimOnce(): Promise<void> {
    const { hasRoom, claim, pollMs = 1_000, shortestWaitMs = 50 } = this.options;
    const held = [...this.held.keys()];
    if (!hasRoom(held)) return this.pause.sleep(pollMs);
    const { items, waitMs } = await claim(held);
    for (const item of items) this.held.set(item, this.follow(item));
    if (items.length > 0) return;
    await delay(shortestWaitMs);
    await this.pause.sleep(Math.min(pollMs, waitMs ?? pollMs));
  }

  private async follow(item: Item): Promise<void> {
    // Held before it can end.
    await Promise.resolve();
    try {
      await this.options.run(item);
    } catch (err) {
      const { log, name, describe } = this.options;
      log.error({ err, loop: name, ...describe?.(item) }, 'the work on a claim failed; its lease gives it back');
    }
    this.held.delete(item);
    this.wake();
  }

  private async renew(): Promise<void> {
    const held = [...this.held.keys()];
    if (held.length === 0) return;
    try {
      const lost = await this.options.renew(held);
      for (const item of lost) this.options.onLost?.(item);
    } catch (err) {
      this.options.log.warn({ err, loop: this.options.name }, 'could not renew leases');
    }
  }
}
