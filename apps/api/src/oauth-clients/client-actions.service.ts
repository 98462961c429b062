import { Injectable } from '@nestjs/common';
import type { OAuthClientInput } from '@posthorn/contracts';
import { Database, type OAuthClient as Row, type Tx } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import { lockProfiles } from '../submissions/profile-rows.ts';
import { holdsTokens, keepGrant } from '../grants/grant-keeping.ts';
import { grantStatesOf } from '../grants/grant-states.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { clientChanges } from './client-changes.ts';
import { clientDrops } from './client-drops.ts';
import { previewClient, writeClient, type SavedClient } from './client-saves.ts';
import { findClient, usersOf, type ClientUser } from './client-users.ts';
import type { OAuthClient, OAuthClientProfile } from './oauth-client.types.ts';
import { OAuthClients, toClientProfile } from './oauth-clients.service.ts';
import type { TokensWouldDrop } from '../oauth/oauth.types.ts';
import { flowOf } from '../oauth/registration.ts';
import type { ClientValues } from './resolved-client.ts';

export type SaveOutcome = { client: OAuthClient; notes: string[] } | { current: OAuthClient } | TokensWouldDrop;
export type ClientRemoval = { id: string } | { profiles: OAuthClientProfile[] };

/** In one tenant, so that the list needs no pages. */
const maxClients = 100;

/** A tenant's OAuth clients are made, saved and deleted here, with the grants that depend on them. */
@Injectable()
export class ClientActions {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly clients: OAuthClients,
  ) {}

  /** @throws AppError INVALID_INPUT; CONFLICT at `name`; NOT_FOUND at `id`; LIMIT_REACHED */
  async create(actor: TenantActor, input: OAuthClientInput): Promise<{ client: OAuthClient; notes: string[] }> {
    const { row, notes } = await this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      if ((await tx.oAuthClient.count()) >= maxClients)
        throw new AppError('LIMIT_REACHED', `A tenant has at most ${maxClients} OAuth clients. Delete those nobody uses.`);
      const resolved = await previewClient(tx, input, null, this.vault);
      const saved = await writeClient(tx, actor, input, null, this.vault, resolved);
      await this.audit.record(tx, actor, { action: 'oauth-client.created', subject: input.name, details: clientChanges(null, resolved) });
      return saved;
    });
    return { client: await this.clients.find(actor, row.id), notes };
  }

  /** Nothing is written where somebody saved meanwhile, or tokens would drop that nobody agreed to drop. */
  async update(actor: TenantActor, id: string, input: OAuthClientInput): Promise<SaveOutcome> {
    const outcome = await this.database.forTenant(actor, (tx) => this.save(tx, actor, id, input));
    if (outcome !== null && 'changed' in outcome) return outcome;
    const client = await this.clients.find(actor, id);
    return outcome === null ? { current: client } : { client, notes: outcome.notes };
  }

  /** Refused while a profile signs in through it. */
  async remove(actor: TenantActor, id: string): Promise<ClientRemoval> {
    return this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      const { name } = await findClient(tx, id);
      const users = await usersOf(tx, [id]);
      if (users.length > 0) {
        const states = await grantStatesOf(
          tx,
          users.map((user) => user.id),
        );
        return { profiles: users.map((user) => toClientProfile(user, states)) };
      }
      // Deleted profiles, and those that sign in with a password now, may still name it.
      await tx.emailProfile.updateMany({ where: { oauthClientId: id }, data: { oauthClientId: null } });
      await tx.oAuthGrant.deleteMany({ where: { clientId: id } });
      await tx.oAuthClient.delete({ where: { id } });
      await this.audit.record(tx, actor, { action: 'oauth-client.deleted', subject: name });
      return { id };
    });
  }

  private async save(tx: Tx, actor: TenantActor, id: string, input: OAuthClientInput): Promise<SavedClient | TokensWouldDrop | null> {
    await lockProfiles(tx, actor.tenantId);
    const before = await findClient(tx, id);
    if (before.version !== input.version) return null;
    const resolved = await previewClient(tx, input, before, this.vault);
    const users = await usersOf(tx, [id]);
    const losing = await losingOf(tx, users, before, resolved.values);
    if (losing.length > 0 && !input.dropTokens) return tokensWouldDrop(losing);
    const saved = await writeClient(tx, actor, input, before, this.vault, resolved);
    await this.audit.record(tx, actor, {
      action: 'oauth-client.updated',
      subject: input.name,
      details: clientChanges(before, resolved),
    });
    await keepGrants(tx, actor, users, before, saved.row);
    for (const { name, reasons } of losing)
      await this.audit.record(tx, actor, { action: 'grant.dropped', subject: name, details: { changed: reasons } });
    return saved;
  }
}

interface Losing {
  name: string;
  reasons: string[];
}

/** Whose tokens would go, and why. */
async function losingOf(tx: Tx, users: ClientUser[], before: Row, after: ClientValues): Promise<Losing[]> {
  const losing: Losing[] = [];
  for (const { id, name, oauth } of users) {
    const reasons = clientDrops(before, after, oauth);
    if (reasons.length > 0 && (await holdsTokens(tx, id))) losing.push({ name, reasons });
  }
  return losing;
}

const tokensWouldDrop = (losing: Losing[]): TokensWouldDrop => ({
  changed: [...new Set(losing.flatMap(({ reasons }) => reasons))],
  profiles: losing.map(({ name }) => name),
});

/** In the order of their ids, as everybody locks them. */
async function keepGrants(tx: Tx, { tenantId, name }: TenantActor, users: ClientUser[], before: Row, after: Row): Promise<void> {
  for (const { id, oauth } of users.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const setup = { tenantId, profileId: id, clientId: after.id, flow: flowOf(after, oauth.interactive) };
    await keepGrant(tx, { ...setup, refreshBeforeSeconds: oauth.refreshBeforeSeconds }, clientDrops(before, after, oauth), name);
  }
}
