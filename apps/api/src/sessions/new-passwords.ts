import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { isGuessable } from '@posthorn/passwords';
import { invalidInput } from '../platform/errors/app-error.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import { verifyPassword } from './passwords.ts';

// Judging one takes tens of milliseconds of this process.
const judgements = { name: 'password-judgements', points: 100, durationSeconds: 3600 };

/** What a new password must be beyond its length. Passwords that exist keep working. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly database: Database,
    private readonly settings: PlatformSettingsService,
    private readonly limits: RateLimits,
  ) {}

  /** For somebody who exists. Throws INVALID_INPUT at the field, TRY_LATER after many. */
  async requireOf(identityId: string, password: string, field: string): Promise<void> {
    const { passwordHash } = await this.judge(identityId, password, field);
    if (passwordHash && (await verifyPassword(passwordHash, password)))
      throw invalidInput(field, 'That is the password you have. Choose another.');
  }

  /** A first password. Whether a copied link set the same one before is nothing to tell. */
  async requireFirstOf(identityId: string, password: string, name: string): Promise<void> {
    await this.judge(identityId, password, 'password', [name]);
  }

  private async judge(identityId: string, password: string, field: string, alsoKnown: readonly string[] = []) {
    await this.limits.require(judgements, identityId, 'Too many new passwords tried. Wait a little.');
    const { identity, credential, tenants } = await this.database.forIdentity({ identityId }, async (tx) => ({
      identity: await tx.identity.findUniqueOrThrow({ where: { id: identityId } }),
      credential: await tx.credential.findUnique({ where: { identityId } }),
      tenants: await tx.membership.findMany({ where: { identityId }, include: { tenant: true } }),
    }));
    await this.require(password, [identity.name, identity.email, ...tenants.map(({ tenant }) => tenant.name), ...alsoKnown], field);
    return { passwordHash: credential?.passwordHash };
  }

  /** `known` are words that a guesser would try first. Throws INVALID_INPUT at the field. */
  async require(password: string, known: readonly string[], field: string): Promise<void> {
    const { productName } = await this.settings.read();
    const fault = await isGuessable(password, [...known, productName]);
    if (fault) throw invalidInput(field, fault);
  }
}
