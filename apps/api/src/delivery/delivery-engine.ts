import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AlarmClock } from './alarm-clock.ts';
import { Batcher } from './batcher.ts';
import type { ClaimedMessage } from './claimed-message.ts';
import { Delivery, FencedOff } from './delivery.ts';
import type { MailSource, Profile } from './mail-source.ts';
import type { AttemptResult, DeliveryQueue } from './queue.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { Slots } from './slots.ts';

export interface EngineOptions {
  queue: DeliveryQueue;
  source: MailSource;
  sessions: SessionKeeper;
  log: Pick<Logger, 'warn' | 'error' | 'debug'>;
  /** Places for every lane. Default 20. */
  slots?: number;
  /** Places for ACCOUNT alone, on top. Default 4. */
  accountSlots?: number;
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
  private readonly clock = new AlarmClock();
  private readonly deliveries = new Map<string, Delivery>();
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
      mark: (message: ClaimedMessage) => this.mark(message),
      onError: (err: unknown, { id }: ClaimedMessage) => this.log.error({ err, messageId: id }, 'a message could not be built'),
    };
  }

  start(): void {
    this.loops = this.claimWhileRunning();
    this.renewal = setInterval(() => void this.renew(), renewEveryMs).unref();
  }

  /** There may be work: look now. */
  wake(): void {
    this.clock.ring();
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
    if (free.reserved + free.general === 0) return this.clock.sleep(1_000);
    try {
      const { messages, waitMs } = await this.queue.claim(free);
      this.dispatch(messages);
      if (messages.length > 0) return;
      await delay(shortestWaitMs);
      await this.clock.sleep(Math.min(pollMs, waitMs ?? pollMs));
    } catch (err) {
      this.log.warn({ err }, 'could not claim messages');
      await delay(afterErrorMs);
    }
  }

  private dispatch(messages: ClaimedMessage[]): void {
    for (const message of messages) {
      this.slots.take(message);
      this.deliveries.set(message.id, new Delivery(message, this.tools));
    }
    const byProfile = Map.groupBy(messages, ({ profileId }) => profileId);
    for (const group of byProfile.values()) void this.deliver(group);
  }

  private async deliver(messages: ClaimedMessage[]): Promise<void> {
    const profile = messages[0] as Profile;
    try {
      const preparation = await this.source.prepare(profile, messages);
      for (const message of messages) void this.follow(message, this.deliveries.get(message.id)?.run(preparation));
    } catch (err) {
      this.log.error({ err, profileId: profile.profileId }, 'could not read what to send; the lease gives it back');
      for (const message of messages) this.finish(message);
    }
  }

  private async follow(message: ClaimedMessage, running: Promise<AttemptResult | null> | undefined): Promise<void> {
    const result = await running;
    if (result) void this.results.add(result).then(() => this.wake());
    this.finish(message);
  }

  private finish(message: ClaimedMessage): void {
    this.deliveries.delete(message.id);
    this.slots.release(message);
    this.wake();
  }

  private async mark(message: ClaimedMessage): Promise<void> {
    const ours = await this.markers.add(message).catch((err: unknown) => {
      // Whether it was committed or not, nothing is sent; the lease decides.
      this.log.warn({ err, messageId: message.id }, 'could not commit the marker');
      return false;
    });
    if (!ours) throw new FencedOff(`message ${message.id} is not ours to send`);
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
    const held = [...this.deliveries.values()].map(({ message }) => message);
    if (held.length === 0) return;
    try {
      const renewed = await this.queue.renewLeases(held);
      for (const { id } of held) if (!renewed.has(id)) this.deliveries.get(id)?.abort();
    } catch (err) {
      this.log.warn({ err }, 'could not renew leases');
    }
  }

  private async giveBackTheRest(): Promise<void> {
    const unsent = [...this.deliveries.values()].filter(({ marked }) => !marked);
    for (const delivery of unsent) delivery.abort();
    if (unsent.length === 0) return;
    await this.queue.giveBack(unsent.map(({ message }) => message)).catch((err: unknown) => this.log.warn({ err }, 'could not give back'));
  }
}
