import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Probe, DeliveryQueue } from './queue.ts';

export interface SweeperOptions {
  queue: DeliveryQueue;
  /** Tells the engine that something is due. */
  wake: () => void;
  /** Tries to sign in with the profile's present settings; rejects where that fails. */
  signIn: (profile: Probe) => Promise<void>;
  log: Pick<Logger, 'warn' | 'info'>;
  /** How often it looks for account mail. Default 250. */
  pollMs?: number;
}

const restEveryNth = 4;
/** Looks further back than `usualReach` each 30 s and at the start; see app.wake_due. */
const wholeEveryNth = 120;
const usualReach = '60 seconds';

/**
 * The poll: goes by the messages themselves, so that none depends on a notification, a queue row's next time, or a worker that lives.
 * Account mail is looked after every 250 ms, the rest every second. Every worker does it; what one has locked the others skip.
 */
export class QueueSweeper {
  private readonly options: SweeperOptions;
  private running: Promise<void> = Promise.resolve();
  private readonly stopped = new AbortController();

  constructor(options: SweeperOptions) {
    this.options = options;
  }

  start(): void {
    this.running = this.sweepWhileRunning();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async sweepWhileRunning(): Promise<void> {
    for (let round = 0; !this.stopped.signal.aborted; round += 1) {
      try {
        await this.sweep(round);
      } catch (err) {
        this.options.log.warn({ err }, 'could not look after the queues');
      }
      await delay(this.options.pollMs ?? 250, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  private async sweep(round: number): Promise<void> {
    const { queue, wake } = this.options;
    const within = round % wholeEveryNth === 0 ? null : usualReach;
    let woken = await queue.sweepAccountMail(within);
    if (round % restEveryNth === 0) {
      woken += await queue.sweepTheRest(within);
      for (const probe of await queue.takeProbes()) void this.probe(probe);
    }
    if (woken > 0) wake();
  }

  private async probe(profile: Probe): Promise<void> {
    const { queue, signIn, wake, log } = this.options;
    try {
      await signIn(profile);
      await queue.releaseProfile(profile.profileId);
      log.info({ profileId: profile.profileId }, 'a parked profile signs in again');
      wake();
    } catch (err) {
      log.info({ profileId: profile.profileId, reason: err instanceof Error ? err.message : String(err) }, 'a parked profile still fails');
    }
  }
}
