import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../platform/errors/app-error.ts';
import { Config } from '../platform/config/config.ts';

export interface Allowance {
  /** Names the limit; part of every key. */
  name: string;
  points: number;
  durationSeconds: number;
}

/** Durable counters in PostgreSQL, shared by all processes. Keys are hashed: the table holds no address and no network. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private readonly limiters = new Map<string, RateLimiterPostgres>();

  constructor(config: Config) {
    this.pool = new pg.Pool({ connectionString: config.environment.POSTHORN_DATABASE_APP_URL, max: 3 });
    this.pool.on('error', () => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** Takes one point; false when none is left. */
  async take(allowance: Allowance, key: string): Promise<boolean> {
    return (await this.waitFor(allowance, key)) === null;
  }

  /** Takes one point, or throws TRY_LATER with the sentence and the seconds to wait. */
  async require(allowance: Allowance, key: string, sentence: string): Promise<void> {
    const waitMs = await this.waitFor(allowance, key);
    if (waitMs !== null) throw tryLater(sentence, waitMs);
  }

  /** Counts one more and answers how many there are now; nothing is refused. */
  async count(allowance: Allowance, key: string): Promise<number> {
    return (await this.limiter(allowance).penalty(hashed(key), 1)).consumedPoints;
  }

  async uncount(allowance: Allowance, key: string): Promise<void> {
    await this.limiter(allowance).reward(hashed(key), 1);
  }

  /** Takes the only point for a while of its own length; answers null, or the milliseconds until it is back. */
  async takeTurn(allowance: Allowance, key: string, seconds: number): Promise<number | null> {
    return waitOf(this.limiter(allowance).consume(hashed(key), 1, { customDuration: seconds }));
  }

  async forget(allowance: Allowance, key: string): Promise<void> {
    await this.limiter(allowance).delete(hashed(key));
  }

  private waitFor(allowance: Allowance, key: string): Promise<number | null> {
    return waitOf(this.limiter(allowance).consume(hashed(key), 1));
  }

  private limiter(allowance: Allowance): RateLimiterPostgres {
    const existing = this.limiters.get(allowance.name);
    if (existing) return existing;
    const limiter = new RateLimiterPostgres({
      storeClient: this.pool,
      storeType: 'pool',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: allowance.name,
      points: allowance.points,
      duration: allowance.durationSeconds,
      clearExpiredByTimeout: false,
    });
    this.limiters.set(allowance.name, limiter);
    return limiter;
  }
}

export const tryLater = (sentence: string, waitMs: number) =>
  new AppError('TRY_LATER', sentence, { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });

const hashed = (key: string) => createHash('sha256').update(key).digest('base64url');

async function waitOf(consumed: Promise<RateLimiterRes>): Promise<number | null> {
  try {
    await consumed;
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext;
    throw refusal;
  }
}
