import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@posthorn/database';
import {
  beginAuthorization,
  explainOAuth,
  OAuthError,
  providerOf,
  type Authorization,
  type Parameter,
  type ProviderId,
} from '@posthorn/oauth';
import { SealError, Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { openClient, redirectUriOf } from '../oauth/registration.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { consentLifeMs, forgetConsents, pendingContext } from './consent-rows.ts';
import { announceGrantChange, hashOf } from './grant-rows.ts';
import { requireSubject, profileIdOf, type GrantSubject } from './grant-subject.ts';
import type { BegunGrant } from './grant.types.ts';

export type Granter = SystemActor | TenantActor;

/** Browsers of one tenant that may be at providers at once; older ones can't come back. */
const maxOpen = 10;

/** Sends a person to the provider. What comes back is the callback's. */
@Injectable()
export class Consents {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly config: Config,
  ) {}

  /** @throws AppError NOT_FOUND; CONFLICT where nobody can consent */
  async begin(actor: Granter, profileId: string | null): Promise<BegunGrant> {
    return this.database.forTenant(actor, async (tx) => {
      const subject = await requireSubject(tx, actor, profileIdOf(actor, profileId));
      const authorization = await this.authorize(subject);
      const expiresAt = new Date(Date.now() + consentLifeMs);
      await this.keep(tx, actor, subject, authorization, expiresAt);
      await this.audit.record(tx, actor, { action: 'grant.begun', subject: subject.name, details: { client: subject.client.name } });
      await announceGrantChange(tx, subject);
      return { url: authorization.url, expiresAt };
    });
  }

  private async authorize(subject: GrantSubject): Promise<Authorization> {
    const { client, row, user, scope } = subject;
    if (row.flow !== 'AUTHORIZATION_CODE')
      throw new AppError(
        'CONFLICT',
        'Nobody needs to consent here: the tokens are fetched with the credentials of the OAuth client. Refresh it instead.',
      );
    try {
      return await beginAuthorization(openClient(this.vault, client), {
        redirectUri: redirectUriOf(this.config.publicUrl, client.id),
        scope,
        loginHint: user,
        parameters: parametersOf(subject),
      });
    } catch (error) {
      if (error instanceof OAuthError) throw new AppError('CONFLICT', explainOAuth(error).sentence);
      if (error instanceof SealError) throw unreadable();
      throw error;
    }
  }

  private async keep(tx: Tx, actor: Granter, subject: GrantSubject, { state, pending }: Authorization, expiresAt: Date): Promise<void> {
    const { tenantId, profileId, row } = subject;
    const key = { tenantId, id: uuidv7() };
    await forgetConsents(tx);
    await tx.oAuthConsent.create({
      data: {
        ...key,
        profileId,
        clientId: row.clientId,
        generation: row.generation,
        expiresAt,
        sessionId: actor.sessionId,
        identityId: actor.identityId,
        stateHash: hashOf(state),
        pending: Uint8Array.from(this.vault.seal(pending, pendingContext(key))),
      },
    });
    const older = await tx.oAuthConsent.findMany({
      where: { status: 'STARTED' },
      orderBy: { id: 'desc' },
      skip: maxOpen,
      select: { id: true },
    });
    await tx.oAuthConsent.deleteMany({ where: { id: { in: older.map(({ id }) => id) } } });
  }
}

export const unreadable = (): AppError =>
  new AppError('CONFLICT', 'The secret of the OAuth client can’t be read: the key it was sealed with is missing. Enter it again.');

/** The provider's own, unless the setup names them itself. */
function parametersOf({ client, row, oauth }: GrantSubject): Parameter[] {
  const usual = providerOf(client.provider as ProviderId).flows.find(({ flow }) => flow === row.flow)?.authorizationParameters ?? [];
  const own = oauth.authorizationParameters;
  return [...usual.filter(({ name }) => !own.some((parameter) => parameter.name === name)), ...own];
}
