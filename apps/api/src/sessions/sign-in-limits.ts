import { Injectable } from '@nestjs/common';
import type { Origin } from '../platform/access/actor.ts';
import { networkOf } from '../platform/access/network.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { RateLimits, tryLater } from '../rate-limits/rate-limits.ts';

const freeTries = 5;
const maxDelaySeconds = 15 * 60;
/** NIST SP 800-63B 5.2.2: at most 100 consecutive failures per account. */
export const maxConsecutiveFailures = 100;
// Each try costs 19 MiB and tens of milliseconds of hashing, whatever address it names.
const perNetwork = { name: 'sign-in-network', points: 100, durationSeconds: 15 * 60 };
const failures = { name: 'sign-in-failures', points: 1_000_000, durationSeconds: 24 * 3600 };
const turns = { name: 'sign-in-turn', points: 1, durationSeconds: maxDelaySeconds };
const ofAccount = { name: 'sign-in-account', points: 1_000_000, durationSeconds: 365 * 24 * 3600 };

/** 2, 4, 8 ... seconds after the fifth failure, at most a quarter of an hour: slow for guesses, never a lock. */
export const delaySeconds = (failed: number): number => (failed <= freeTries ? 0 : Math.min(maxDelaySeconds, 2 ** (failed - freeTries)));

/** Wrong passwords in a row of somebody signed in, over all sessions: a thief's tries are bounded as a stranger's are. */
export const stepUpFailures = { name: 'step-up-in-a-row', points: maxConsecutiveFailures, durationSeconds: 365 * 24 * 3600 };

/** A try that may go on: what a success clears, and the how many-th failure in a row it would be. */
export interface Turn {
  key: string;
  accountKey: string;
  failures: number;
}

/**
 * Growing delays for failed sign-ins, counted per address and network, and an end after 100 in a row from wherever they come. A browser
 * that signed in before is counted by itself alone, so that strangers who guess from elsewhere, or from the same office, keep nobody out.
 */
@Injectable()
export class SignInLimits {
  constructor(private readonly limits: RateLimits) {}

  /** Takes the turn before the password is looked at. Throws TRY_LATER. */
  async takeTurn(emailKey: string, origin: Origin, knownBrowser: string | undefined): Promise<Turn> {
    const sentence = 'Too many tries. Wait a little, or reset your password.';
    const network = networkOf(origin.ipAddress);
    if (!knownBrowser) await this.limits.require(perNetwork, network, sentence);
    const accountKey = JSON.stringify([emailKey, knownBrowser ?? null]);
    const inARow = await this.limits.count(ofAccount, accountKey);
    if (inARow > maxConsecutiveFailures) {
      await this.limits.uncount(ofAccount, accountKey);
      throw closed();
    }
    const key = JSON.stringify([emailKey, knownBrowser ?? network]);
    const tries = await this.limits.count(failures, key);
    const delay = delaySeconds(tries);
    const turn = { key, accountKey, failures: inARow };
    if (delay === 0) return turn;

    const waitMs = await this.limits.takeTurn(turns, key, delay);
    if (waitMs === null) return turn;
    await this.limits.uncount(failures, key);
    await this.limits.uncount(ofAccount, accountKey);
    throw tryLater(sentence, waitMs);
  }

  async succeeded({ key, accountKey }: Turn): Promise<void> {
    await this.limits.forget(failures, key);
    await this.limits.forget(turns, key);
    await this.limits.forget(ofAccount, accountKey);
  }

  /** A person proved themselves: what was tried on the account before is over. */
  async proved(emailKey: string): Promise<void> {
    await this.limits.forget(ofAccount, JSON.stringify([emailKey, null]));
  }

  /** A new session: its person knew the password, or followed a mailed link, so that a thief's tries in another session end here. */
  async entered(identityId: string): Promise<void> {
    await this.limits.forget(stepUpFailures, identityId);
  }
}

/** The same whether or not the address has an account. */
const closed = () =>
  new AppError(
    'TRY_LATER',
    'Too many failed tries for this address. Sign in with a browser you used before, or reset your password by mail.',
    {
      retryAfterSeconds: 3600,
    },
  );
