import { Injectable } from '@nestjs/common';
import {
  Database,
  platformOAuthClientId,
  platformScope,
  platformTenantId,
  type OAuthClient as Row,
  type TenantScope,
  type Tx,
} from '@posthorn/database';
import { expiryWarning, providerOf, type GrantState, type ProviderId } from '@posthorn/oauth';
import { v7 as uuidv7 } from 'uuid';
import { grantStatesOf } from '../grants/grant-states.ts';
import { PersonNames } from '../identities/person-names.ts';
import { Config } from '../platform/config/config.ts';
import { findClient, usersOf, type ClientUser } from './client-users.ts';
import type { OAuthClient, OAuthClientProfile } from './oauth-client.types.ts';
import { redirectUriOf } from '../oauth/registration.ts';

interface Facts {
  rows: Row[];
  users: ClientUser[];
  states: Map<string, GrantState>;
}

/** OAuth clients as they are read. Secrets are not among what is read. */
@Injectable()
export class OAuthClients {
  constructor(
    private readonly database: Database,
    private readonly people: PersonNames,
    private readonly config: Config,
  ) {}

  /** By name; a tenant has few. */
  async list(scope: TenantScope): Promise<OAuthClient[]> {
    const facts = await this.database.forTenant(scope, async (tx) =>
      factsOf(tx, await tx.oAuthClient.findMany({ orderBy: { nameKey: 'asc' } })),
    );
    return this.present(facts);
  }

  /** @throws AppError NOT_FOUND */
  async find(scope: TenantScope, id: string): Promise<OAuthClient> {
    const facts = await this.database.forTenant(scope, async (tx) => factsOf(tx, [await findClient(tx, id)]));
    return (await this.present(facts))[0]!;
  }

  /** The platform's one; null until it was saved once. */
  async findPlatforms(): Promise<OAuthClient | null> {
    const facts = await this.database.forTenant(platformScope, async (tx) =>
      factsOf(tx, await tx.oAuthClient.findMany({ where: { id: platformOAuthClientId } })),
    );
    return (await this.present(facts))[0] ?? null;
  }

  /** For a client that is about to be made; the platform has its one. Nothing is kept of it. */
  newRedirectUri({ tenantId }: TenantScope): { id: string; redirectUri: string } {
    const id = tenantId === platformTenantId ? platformOAuthClientId : uuidv7();
    return { id, redirectUri: redirectUriOf(this.config.publicUrl, id) };
  }

  private async present({ rows, users, states }: Facts): Promise<OAuthClient[]> {
    const names = await this.people.of(rows.map(({ updatedById }) => updatedById));
    const now = new Date();
    return rows.map(({ secret, ...row }) => ({
      ...row,
      providerName: providerOf(row.provider as ProviderId).name,
      secretSet: secret !== null,
      secretEndsInDays: row.secretExpiresAt ? (expiryWarning(row.secretExpiresAt, now, null)?.daysLeft ?? null) : null,
      redirectUri: redirectUriOf(this.config.publicUrl, row.id),
      updatedByName: names.get(row.updatedById ?? '') ?? null,
      profiles: users.filter(({ clientId }) => clientId === row.id).map((user) => toClientProfile(user, states)),
    }));
  }
}

export const toClientProfile = ({ id, name }: ClientUser, states: Map<string, GrantState>): OAuthClientProfile => ({
  id,
  name,
  grantState: states.get(id)?.state ?? 'NONE',
});

async function factsOf(tx: Tx, rows: Row[]): Promise<Facts> {
  const users = await usersOf(
    tx,
    rows.map(({ id }) => id),
  );
  const states = await grantStatesOf(
    tx,
    users.map(({ id }) => id),
  );
  return { rows, users, states };
}
