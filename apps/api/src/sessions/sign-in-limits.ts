import { Injectable } from '@nestjs/common';
import type { Origin } from '../platform/access/actor.ts';
import { networkOf } from '../platform/access/network.ts';
import { RateLimits, tryLater } from '../rate-limits/rate-limits.ts';

const freeTries = 5;
const longestDelaySeconds = 15 * 60;
// Each try costs 19 MiB and tens of milliseconds of hashing, whatever address it names.
const perNetwork = { name: 'sign-in-network', points: 100, durationSeconds: 15 * 60 };
const failures = { name: 'sign-in-failures', points: 1_000_000, durationSeconds: 24 * 3600 };
const turns = { name: 'sign-in-turn', points: 1, durationSeconds: longestDelaySeconds };

/** 2, 4, 8 ... seconds after the fifth failure, at most a quarter of an hour: slow for who guesses, never a lock. */
export const delaySeconds = (failed: number): number =>
  failed <= freeTries ? 0 : Math.min(longestDelaySeconds, 2 ** (failed - freeTries));

/**
 * Growing delays for failed sign-ins, counted per address and network. A browser that signed in before is counted by itself, so that
 * nobody can be kept out by strangers who guess from elsewhere, or from the same office.
 */
@Injectable()
export class SignInLimits {
  constructor(private readonly limits: RateLimits) {}

  /** Takes the turn before the password is looked at. Throws TRY_LATER. Answers the key that a success clears. */
  async takeTurn(emailKey: string, origin: Origin, knownBrowser: string | undefined): Promise<string> {
    const sentence = 'Too many tries. Wait a little, or reset your password.';
    const network = networkOf(origin.ipAddress);
    if (!knownBrowser) await this.limits.demand(perNetwork, network, sentence);
    const key = JSON.stringify([emailKey, knownBrowser ?? network]);
    const tries = await this.limits.count(failures, key);
    const delay = delaySeconds(tries);
    if (delay === 0) return key;

    const waitMs = await this.limits.takeTurn(turns, key, delay);
    if (waitMs === null) return key;
    await this.limits.uncount(failures, key);
    throw tryLater(sentence, waitMs);
  }

  async succeeded(key: string): Promise<void> {
    await this.limits.forget(failures, key);
    await this.limits.forget(turns, key);
  }
}
