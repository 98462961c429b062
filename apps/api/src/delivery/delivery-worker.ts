import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isFailure, SmtpFailure } from '@posthorn/smtp';
import type { Logger } from 'pino';
import { DeliveryEngine } from './delivery-engine.ts';
import { QueueSweeper } from './queue-sweeper.ts';
import type { MailSource } from './mail-source.ts';
import { DeliveryQueue, type Probe } from './queue.ts';
import type { RefusedTokens } from './refused-tokens.ts';
import { SessionKeeper } from './session-keeper.ts';

export interface DeliveryWorkerOptions {
  /** Connects as posthorn_worker. */
  url: string;
  source: MailSource;
  log: Pick<Logger, 'warn' | 'error' | 'info' | 'debug'>;
  /** Without, a refused token is a login that failed. */
  refusedTokens?: RefusedTokens;
  slots?: number;
  accountSlots?: number;
  /** How long stopping waits for what is on its way. Default 8,000. */
  shutdownMs?: number;
  /** Default true. Without, everything still arrives, by the poll. */
  listen?: boolean;
  /** How often it looks for mail that nothing told it of. Default 250. */
  pollMs?: number;
}

/** One worker: the engine that delivers, and the sweeper whose poll goes by the messages themselves. */
export class DeliveryWorker {
  readonly name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  private readonly options: DeliveryWorkerOptions;
  private readonly queue: DeliveryQueue;
  private readonly sessions = new SessionKeeper();
  private readonly engine: DeliveryEngine;
  private readonly sweeper: QueueSweeper;

  constructor(options: DeliveryWorkerOptions) {
    this.options = options;
    const { log, url, pollMs } = options;
    this.queue = new DeliveryQueue(url, this.name, (err) => log.warn({ err }, 'the worker lost a database connection'));
    this.engine = new DeliveryEngine({ ...options, queue: this.queue, sessions: this.sessions });
    const wake = (): void => this.engine.wake();
    this.sweeper = new QueueSweeper({ queue: this.queue, wake, log, signIn: (profile) => this.signIn(profile), pollMs });
  }

  start(): void {
    this.sweeper.start();
    this.engine.start();
  }

  /** Within `shutdownMs` and about a second. */
  async stop(): Promise<void> {
    await this.sweeper.stop();
    await this.engine.stop();
    await this.queue.close();
  }

  private async signIn(profile: Probe): Promise<void> {
    const submission = await this.options.source.submissionOf(profile);
    if (isFailure(submission)) throw new SmtpFailure(submission);
    const silent = { onOpening: () => undefined, onStage: () => undefined };
    const kept = await this.sessions.acquire(submission, silent, true);
    this.sessions.release(kept);
  }
}
