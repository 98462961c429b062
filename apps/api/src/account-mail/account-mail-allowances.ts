import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import type { SignedInActor } from '../platform/access/actor.ts';
import { networkOf } from '../platform/access/network.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import { limited, type AccountMailLimits, type LimitedOperation } from './account-mail-limits.ts';

export interface AskedMail {
  operation: LimitedOperation;
  actor: SignedInActor;
  to: string;
  causeTenantId: string | null;
}

/** Counts the account mail that people ask for. A refused operation has counted, so that trying goes nowhere. */
@Injectable()
export class AccountMailAllowances {
  constructor(private readonly limits: RateLimits) {}

  /** Throws LIMIT_REACHED, naming the limit and when it ends. */
  async take({ operation, actor, to, causeTenantId }: AskedMail): Promise<void> {
    const { person, network, address, addressPerTenant }: AccountMailLimits = limited[operation];
    const key = emailKey(to);
    const spans = [
      // As JSON: the demo's invitations come from nobody who has an id.
      ['person', person, JSON.stringify([actor.identityId]), 'You have asked for as many mails as one person may. Try again later.'],
      ['network', network, networkOf(actor.origin.ipAddress), 'Too many mails were asked for from your network. Try again later.'],
      ['tenant', addressPerTenant, JSON.stringify([causeTenantId, key]), sentenceOf(addressPerTenant)],
      ['address', address, key, sentenceOf(address)],
    ] as const;
    for (const [what, span, of, sentence] of spans) {
      if (span === undefined) continue;
      const [points, durationSeconds] = span;
      const taken = await this.limits.take({ name: `mail-${operation}-${what}`, points, durationSeconds }, of);
      if (taken) continue;
      const field = what === 'tenant' || what === 'address' ? { field: 'email' } : {};
      throw new AppError('LIMIT_REACHED', sentence, field).about({ kind: 'RATE_LIMITED', detail: `account mail: ${operation}, ${what}` });
    }
  }
}

const sentenceOf = ([points, seconds]: readonly [number, number] = [0, 0]): string =>
  `This address gets at most ${points} such mails in ${Math.round(seconds / 3600)} hours. Try again tomorrow.`;
