import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors/app-error.ts';
import type { Origin } from './actor.ts';
import { networkOf } from './network.ts';

// A key has 256 random bits: the limit keeps a misconfigured sender from filling the log, not a guesser from succeeding.
const allowance = { points: 30, durationSeconds: 5 * 60 };

/** Counts wrong API keys per network, in this process alone: a request with a good key must cost no further round trip. */
export class WrongKeys {
  private readonly limiter = new RateLimiterMemory({ points: allowance.points, duration: allowance.durationSeconds });

  /** The refusal of a wrong key: NOT_SIGNED_IN, or TRY_LATER after 30 in 5 minutes. */
  async refusal({ ipAddress }: Origin): Promise<AppError> {
    try {
      await this.limiter.consume(networkOf(ipAddress));
      return new AppError('NOT_SIGNED_IN', 'This API key is not known here. Check that it was copied whole.').about({
        kind: 'KEY_REFUSED',
      });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return new AppError('TRY_LATER', 'Too many wrong API keys came from this network. Correct the key, then wait a little.', {
        retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      }).about({ kind: 'KEY_REFUSED', detail: 'rate limited' });
    }
  }
}
