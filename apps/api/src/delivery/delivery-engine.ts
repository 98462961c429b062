import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { deliveryChannel } from '../mail-queue/wake.ts';
import { Batcher } from '../platform/worker/batcher.ts';
import { LeaseLoop, type Claimed } from '../platform/worker/lease-loop.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import { Delivery, FencedOff } from './delivery.ts';
import { isTokenWait, type MailSource, type Profile, type TokenWait } from './mail-source.ts';
import type { AttemptResult, DeliveryQueue } from './queue.ts';
import type { RefusedTokens } from './refused-tokens.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { Slots } from './slots.ts';
import { transactionsOf } from './transactions.ts';

export interface EngineOptions {
  /** Connects as posthorn_worker, for LISTEN. */
  url: string;
  queue: DeliveryQueue;
  source: MailSource;
  sessions: SessionKeeper;
  log: Pick<Logger, 'warn' | 'error' | 'debug'>;
  /** Places for every lane. Default 20. */
  slots?: number;
  /** Places for ACCOUNT alone, on top. Default 4. */
  accountSlots?: number;
  /** Without, a refused token is a login that failed. */
  refusedTokens?: RefusedTokens;
  /** How long stopping waits for what is being sent. Default 8,000. */
  shutdownMs?: number;
  /** Default true. Without, everything still arrives, by the poll. */
  listen?: boolean;
  /** A worker that no notification reaches still looks this often. Default 250. */
  pollMs?: number;
}

/** What one claim gave of one profile: SMTP transactions whose mail and settings are read together. */
interface Batch {
  profile: Profile;
  deliveries: Delivery[];
}

/** Between two claims that found nothing, however often it is woken. */
const shortestWaitMs = 20;

/**
 * Claims messages while it has free slots and delivers them. It may be killed at any moment: what it holds comes back when its leases end.
 */
export class DeliveryEngine {
  private readonly queue: DeliveryQueue;
  private readonly source: MailSource;
  private readonly sessions: SessionKeeper;
  private readonly log: EngineOptions['log'];
  private readonly slots: Slots;
  private readonly loop: LeaseLoop<Batch>;
  private readonly markers: Batcher<ClaimedMessage, boolean>;
  private readonly results: Batcher<AttemptResult, boolean>;
  private readonly tools;
  /** Those under way: a batch ends with the last of them, its places are free one by one. */
  private readonly deliveries = new Set<Delivery>();

  constructor(options: EngineOptions) {
    const { url, queue, source, sessions, log, accountSlots = 4, slots = 20, shutdownMs, listen, pollMs = 250 } = options;
    this.queue = queue;
    this.source = source;
    this.sessions = sessions;
    this.log = log;
    this.slots = new Slots(accountSlots, slots);
    this.loop = new LeaseLoop({
      name: 'delivery',
      url,
      channel: deliveryChannel,
      log,
      hasRoom: () => this.slots.hasRoom,
      claim: () => this.claim(),
      run: (batch) => this.deliver(batch),
      describe: ({ profile }) => ({ profileId: profile.profileId }),
      renew: () => this.renew(),
      giveBack: () => this.giveBackTheRest(),
      pollMs,
      shortestWaitMs,
      shutdownMs,
      listen,
    });
    this.markers = new Batcher((messages) => this.queue.markSending(messages));
    this.results = new Batcher((results) => this.write(results));
    this.tools = {
      sessions: this.sessions,
      mark: (messages: readonly ClaimedMessage[]) => this.mark(messages),
      onError: (err: unknown, { id }: ClaimedMessage) => this.log.error({ err, messageId: id }, 'a delivery met a fault of ours'),
      ...(options.refusedTokens ? { refusedTokens: options.refusedTokens } : {}),
    };
  }

  start(): void {
    this.loop.start();
  }

  /** There may be work: look now. */
  wake(): void {
    this.loop.wake();
  }

  /** Claims nothing new, finishes what is being sent, gives the rest back. */
  async stop(): Promise<void> {
    await this.loop.stop();
    this.sessions.close();
  }

  private async claim(): Promise<Claimed<Batch>> {
    const { messages, waitMs } = await this.queue.claim(this.slots.free());
    const items = [...Map.groupBy(messages, ({ profileId }) => profileId).values()].map((group) => this.batchOf(group));
    return { items, waitMs };
  }

  private batchOf(messages: ClaimedMessage[]): Batch {
    const deliveries = transactionsOf(messages).map((together) => new Delivery(together, this.tools));
    for (const delivery of deliveries) {
      // A place is a connection, however many recipients it serves.
      this.slots.take(delivery.first);
      this.deliveries.add(delivery);
    }
    return { profile: messages[0] as Profile, deliveries };
  }

  private async deliver({ profile, deliveries }: Batch): Promise<void> {
    try {
      const messages = deliveries.flatMap((delivery) => delivery.messages);
      const preparation = await this.source.prepare(profile, messages);
      const { submission } = preparation;
      if (isTokenWait(submission) && (await this.gaveBackFor(submission, messages))) return;
      // One that fails lets go of its own place alone: the others are still being sent.
      const ends = await Promise.allSettled(deliveries.map((delivery) => this.follow(delivery, delivery.run(preparation))));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } finally {
      for (const delivery of deliveries) this.finish(delivery);
    }
  }

  /** Messages that wait for a token hold no place. False: that has been waited for. */
  private async gaveBackFor(wait: TokenWait, messages: ClaimedMessage[]): Promise<boolean> {
    return (await this.queue.awaitToken(wait, messages)) !== 'OVER';
  }

  private async follow(delivery: Delivery, running: Promise<AttemptResult[]>): Promise<void> {
    try {
      const results = await running;
      if (results.length > 0) void Promise.all(results.map((result) => this.results.add(result))).then(() => this.wake());
    } finally {
      this.finish(delivery);
    }
  }

  private finish(delivery: Delivery): void {
    if (!this.deliveries.delete(delivery)) return;
    this.slots.release(delivery.first);
    this.wake();
  }

  /**
   * All or none: by now the server has taken every recipient, and one that another worker holds can't be taken back from it. The others are
   * surely unsent, so they are given back marker and all; should that fail, their leases end as UNKNOWN, which is never silent.
   */
  private async mark(messages: readonly ClaimedMessage[]): Promise<void> {
    const ours = await Promise.all(messages.map((message) => this.markOne(message)));
    if (ours.every(Boolean)) return;
    const marked = messages.filter((_, index) => ours[index]);
    if (marked.length > 0) await this.giveBack(marked);
    throw new FencedOff(`mail ${messages[0]?.mailId} is not all ours to send`);
  }

  private markOne(message: ClaimedMessage): Promise<boolean> {
    return this.markers.add(message).catch((err: unknown) => {
      // Whether it was committed or not, nothing is sent; the lease decides.
      this.log.warn({ err, messageId: message.id }, 'could not commit the marker');
      return false;
    });
  }

  /** Repeats until the database takes it: the mail was sent, so its result must not be lost to a restart. */
  private async write(results: AttemptResult[]): Promise<boolean[]> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.queue.writeResults(results);
      } catch (err) {
        this.log.warn({ err, results: results.length }, 'could not write results; trying again');
        if (tries >= 100) return results.map(() => false);
        await delay(Math.min(2_000, 100 * 2 ** Math.min(tries, 5)));
      }
    }
  }

  /** By delivery, not by batch: one lost lease must not stop the others of its batch. */
  private async renew(): Promise<Batch[]> {
    const deliveries = [...this.deliveries];
    if (deliveries.length === 0) return [];
    const renewed = await this.queue.renewLeases(deliveries.flatMap(({ messages }) => messages));
    for (const delivery of deliveries) if (delivery.messages.some(({ id }) => !renewed.has(id))) delivery.abort();
    return [];
  }

  private async giveBackTheRest(): Promise<void> {
    const unsent = [...this.deliveries].filter(({ marked }) => !marked);
    for (const delivery of unsent) delivery.abort();
    if (unsent.length > 0) await this.giveBack(unsent.flatMap(({ messages }) => messages));
    await Promise.race([this.results.idle(), delay(1_000)]);
  }

  private async giveBack(messages: readonly ClaimedMessage[]): Promise<void> {
    await this.queue.giveBack([...messages]).catch((err: unknown) => this.log.warn({ err }, 'could not give back'));
  }
}
