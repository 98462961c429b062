import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { WakeableSleep } from '../platform/worker/wakeable-sleep.ts';
import { Batcher } from '../platform/worker/batcher.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import { Delivery, FencedOff } from './delivery.ts';
import { isTokenWait, type MailSource, type Profile, type TokenWait } from './mail-source.ts';
import type { AttemptResult, DeliveryQueue } from './queue.ts';
import type { RefusedTokens } from './refused-tokens.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { Slots } from './slots.ts';
import { transactionsOf } from './transactions.ts';

export interface EngineOptions {
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
  /** How long stopping waits for what is on its way. Default 8,000. */
  shutdownMs?: number;
}

/** A worker that hears nothing still looks this often. */
const pollMs = 250;
/** Between two claims that found nothing, whatever rings. */
const shortestWaitMs = 20;
const afterErrorMs = 500;
const renewEveryMs = 3_000;

/**
 * Claims messages while it has free slots and delivers them. It may be killed at any moment: what it holds comes back when its leases end.
 * Every wait is bounded and every loop waits, so that neither a lost notification nor a flood of them can stop or spin it.
 */
export class DeliveryEngine {
  private readonly queue: DeliveryQueue;
  private readonly source: MailSource;
  private readonly sessions: SessionKeeper;
  private readonly log: EngineOptions['log'];
  private readonly slots: Slots;
  private readonly shutdownMs: number;
  private readonly pause = new WakeableSleep();
  private readonly deliveries = new Set<Delivery>();
  private readonly markers: Batcher<ClaimedMessage, boolean>;
  private readonly results: Batcher<AttemptResult, boolean>;
  private readonly tools;
  private loops: Promise<unknown> = Promise.resolve();
  private renewal: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(options: EngineOptions) {
    this.queue = options.queue;
    this.source = options.source;
    this.sessions = options.sessions;
    this.log = options.log;
    this.slots = new Slots(options.accountSlots ?? 4, options.slots ?? 20);
    this.shutdownMs = options.shutdownMs ?? 8_000;
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
    this.loops = this.claimWhileRunning();
    this.renewal = setInterval(() => void this.renew(), renewEveryMs).unref();
  }

  /** There may be work: look now. */
  wake(): void {
    this.pause.wake();
  }

  /** Takes nothing new, finishes what is on its way, gives the rest back. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.loops;
    const giveUpAt = Date.now() + this.shutdownMs;
    while (this.deliveries.size > 0 && Date.now() < giveUpAt) await delay(20);
    await this.giveBackTheRest();
    await Promise.race([this.results.settled(), delay(1_000)]);
    if (this.renewal) clearInterval(this.renewal);
    this.sessions.close();
  }

  private async claimWhileRunning(): Promise<void> {
    while (!this.stopping) await this.claimOnce();
  }

  private async claimOnce(): Promise<void> {
    const free = this.slots.free();
    if (free.reserved + free.general === 0) return this.pause.sleep(1_000);
    try {
      const { messages, waitMs } = await this.queue.claim(free);
      this.dispatch(messages);
      if (messages.length > 0) return;
      await delay(shortestWaitMs);
      await this.pause.sleep(Math.min(pollMs, waitMs ?? pollMs));
    } catch (err) {
      this.log.warn({ err }, 'could not claim messages');
      await delay(afterErrorMs);
    }
  }

  private dispatch(messages: ClaimedMessage[]): void {
    for (const group of Map.groupBy(messages, ({ profileId }) => profileId).values()) {
      const deliveries = transactionsOf(group).map((together) => new Delivery(together, this.tools));
      for (const delivery of deliveries) {
        // A place is a connection, however many recipients it serves.
        this.slots.take(delivery.first);
        this.deliveries.add(delivery);
      }
      void this.deliver(deliveries);
    }
  }

  private async deliver(deliveries: Delivery[]): Promise<void> {
    const messages = deliveries.flatMap((delivery) => delivery.messages);
    const profile = messages[0] as Profile;
    try {
      const preparation = await this.source.prepare(profile, messages);
      const { submission } = preparation;
      if (isTokenWait(submission) && (await this.gaveBackFor(submission, messages))) {
        for (const delivery of deliveries) this.finish(delivery);
        return;
      }
      for (const delivery of deliveries) void this.follow(delivery, delivery.run(preparation));
    } catch (err) {
      this.log.error({ err, profileId: profile.profileId }, 'could not read what to send; the lease gives it back');
      for (const delivery of deliveries) this.finish(delivery);
    }
  }

  /** Nobody holds a place until the token comes. False: that has been waited for. */
  private async gaveBackFor(wait: TokenWait, messages: ClaimedMessage[]): Promise<boolean> {
    return (await this.queue.awaitToken(wait, messages)) !== 'OVER';
  }

  private async follow(delivery: Delivery, running: Promise<AttemptResult[]>): Promise<void> {
    const results = await running;
    if (results.length > 0) void Promise.all(results.map((result) => this.results.add(result))).then(() => this.wake());
    this.finish(delivery);
  }

  private finish(delivery: Delivery): void {
    this.deliveries.delete(delivery);
    this.slots.release(delivery.first);
    this.wake();
  }

  /**
   * All or none: by now the server has taken every recipient, and one that is somebody else's can't be taken back from it. The others are
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

  private async renew(): Promise<void> {
    const deliveries = [...this.deliveries];
    if (deliveries.length === 0) return;
    try {
      const renewed = await this.queue.renewLeases(deliveries.flatMap(({ messages }) => messages));
      for (const delivery of deliveries) if (delivery.messages.some(({ id }) => !renewed.has(id))) delivery.abort();
    } catch (err) {
      this.log.warn({ err }, 'could not renew leases');
    }
  }

  private async giveBackTheRest(): Promise<void> {
    const unsent = [...this.deliveries].filter(({ marked }) => !marked);
    for (const delivery of unsent) delivery.abort();
    if (unsent.length > 0) await this.giveBack(unsent.flatMap(({ messages }) => messages));
  }

  private async giveBack(messages: readonly ClaimedMessage[]): Promise<void> {
    await this.queue.giveBack([...messages]).catch((err: unknown) => this.log.warn({ err }, 'could not give back'));
  }
}
