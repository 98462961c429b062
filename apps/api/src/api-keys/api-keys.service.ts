import { Injectable } from '@nestjs/common';
import type { CreateApiKeyInput, KeyScope } from '@posthorn/contracts';
import { parseNetworks } from '@posthorn/listeners';
import { Database, type ApiKey as Row, type Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { PersonNames } from '../identities/person-names.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { newApiKey, prefixOf } from '../platform/access/api-key.ts';
import { sha256 } from '../platform/access/session-strategy.ts';
import { AppError, invalidInput, notFound } from '../platform/errors/app-error.ts';
import { apiKeyState, endOfOverlap, expiryOfSuccessor } from './api-key-state.ts';
import type { ApiKey, ApiKeyProfile, CreatedApiKey, SendingLane } from './api-key.types.ts';

const withProfiles = { profiles: { include: { profile: { select: { id: true, name: true } } } } } as const;
type FullRow = Row & { profiles: { profile: ApiKeyProfile }[] };

/** Keys in the list of one tenant at most, so that the list needs no pages. */
const maxKeys = 200;
/** How long ended keys stay in the list. */
const endedShownMs = 90 * 24 * 3_600_000;

/** The keys of a tenant: made, rotated, revoked. What a key may do is fixed when it is made. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly people: PersonNames,
  ) {}

  /** Newest first; ended ones for 90 days. */
  async list(actor: TenantActor): Promise<ApiKey[]> {
    const since = new Date(Date.now() - endedShownMs);
    const notLongEnded = [
      { OR: [{ revokedAt: null }, { revokedAt: { gt: since } }] },
      { OR: [{ expiresAt: null }, { expiresAt: { gt: since } }] },
    ];
    const rows = await this.database.forTenant(actor, (tx) =>
      tx.apiKey.findMany({ where: { AND: notLongEnded }, include: withProfiles, orderBy: { id: 'desc' } }),
    );
    return this.shown(rows);
  }

  async create(actor: TenantActor, input: CreateApiKeyInput): Promise<CreatedApiKey> {
    return this.withSecret(
      await this.database.forTenant(actor, async (tx) => {
        await requireRoom(tx);
        const made = await insert(tx, actor, input);
        await this.audit.record(tx, actor, { action: 'api-key.created', subject: subjectOf(made.row), details: permissionsOf(made.row) });
        return made;
      }),
    );
  }

  /** Makes a key of the same permissions; the old one works on for the overlap. CONFLICT for one that has ended or is being rotated. */
  async rotate(actor: TenantActor, id: string, overlapHours: number): Promise<CreatedApiKey> {
    return this.withSecret(
      await this.database.forTenant(actor, async (tx) => {
        const old = await findOrFail(tx, id);
        const state = apiKeyState(old);
        if (state !== 'ACTIVE') throw new AppError('CONFLICT', refusalOfRotation[state]);
        await requireRoom(tx);
        const made = await insert(tx, actor, {
          name: old.name,
          scopes: old.scopes as KeyScope[],
          lanes: lanesOf(old),
          profileIds: old.profiles.map(({ profile }) => profile.id),
          networks: old.networks,
          expiresAt: expiryOfSuccessor(old),
        });
        const { count } = await tx.apiKey.updateMany({
          where: { id, replacedById: null, revokedAt: null },
          data: { replacedById: made.row.id, expiresAt: endOfOverlap(old.expiresAt, overlapHours) },
        });
        if (count === 0) throw new AppError('CONFLICT', refusalOfRotation.ROTATING);
        const details = { overlapHours, newPrefix: made.row.prefix };
        await this.audit.record(tx, actor, { action: 'api-key.rotated', subject: subjectOf(old), details });
        return made;
      }),
    );
  }

  /** Ends it at once; a revoked one stays as it is. */
  async revoke(actor: TenantActor, id: string): Promise<ApiKey> {
    return this.change(actor, id, async (tx, key) => {
      const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
      if (count > 0) await this.audit.record(tx, actor, { action: 'api-key.revoked', subject: subjectOf(key) });
    });
  }

  async rename(actor: TenantActor, id: string, name: string): Promise<ApiKey> {
    return this.change(actor, id, async (tx, key) => {
      if (key.name === name) return;
      await tx.apiKey.update({ where: { id }, data: { name } });
      const details = { from: key.name, to: name };
      await this.audit.record(tx, actor, { action: 'api-key.renamed', subject: subjectOf({ ...key, name }), details });
    });
  }

  private async change(actor: TenantActor, id: string, act: (tx: Tx, key: FullRow) => Promise<void>): Promise<ApiKey> {
    const changed = await this.database.forTenant(actor, async (tx) => {
      await act(tx, await findOrFail(tx, id));
      return findOrFail(tx, id);
    });
    return (await this.shown([changed]))[0]!;
  }

  private async withSecret({ row, secret }: { row: FullRow; secret: string }): Promise<CreatedApiKey> {
    return { key: (await this.shown([row]))[0]!, secret };
  }

  private async shown(rows: FullRow[]): Promise<ApiKey[]> {
    const names = await this.people.of(rows.map(({ createdById }) => createdById));
    return rows.map((row) => ({
      ...row,
      scopes: row.scopes as KeyScope[],
      lanes: lanesOf(row),
      profiles: row.profiles.map(({ profile }) => profile),
      createdByName: names.get(row.createdById ?? '') ?? null,
      state: apiKeyState(row),
    }));
  }
}

const refusalOfRotation = {
  REVOKED: 'This key was revoked; make a new one.',
  EXPIRED: 'This key has expired; make a new one.',
  ROTATING: 'This key has been replaced already; rotate the one that took its place.',
} as const;

async function findOrFail(tx: Tx, id: string): Promise<FullRow> {
  const row = await tx.apiKey.findFirst({ where: { id }, include: withProfiles });
  if (!row) throw notFound('API key');
  return row;
}

async function requireRoom(tx: Tx): Promise<void> {
  const live = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
  if ((await tx.apiKey.count({ where: live })) >= maxKeys)
    throw new AppError('LIMIT_REACHED', `A tenant has at most ${maxKeys} working keys. Revoke those nobody uses.`);
}

function requireNetworks(networks: string[]): void {
  try {
    parseNetworks(networks.join(','));
  } catch (error) {
    throw invalidInput('networks', `${error instanceof Error ? error.message : 'A network is not readable'}, such as 198.51.100.0/24.`);
  }
}

async function insert(tx: Tx, actor: TenantActor, input: CreateApiKeyInput): Promise<{ row: FullRow; secret: string }> {
  const { profileIds, ...rest } = input;
  requireNetworks(input.networks);
  const distinct = [...new Set(profileIds)];
  const known = await tx.emailProfile.count({ where: { id: { in: distinct }, deletedAt: null } });
  if (known !== distinct.length) throw notFound('email profile');

  const { tenantId } = actor;
  const [id, secret] = [uuidv7(), newApiKey()];
  await tx.apiKey.create({
    data: { ...rest, tenantId, id, prefix: prefixOf(secret), hash: sha256(secret), createdById: actor.identityId },
  });
  await tx.apiKeyProfile.createMany({ data: distinct.map((profileId) => ({ tenantId, keyId: id, profileId })) });
  return { row: await findOrFail(tx, id), secret };
}

const lanesOf = ({ lanes }: Row) => lanes.filter((lane): lane is SendingLane => lane !== 'ACCOUNT');
const subjectOf = ({ name, prefix }: Pick<Row, 'name' | 'prefix'>) => `${name} (${prefix}…)`;
const permissionsOf = ({ scopes, lanes, profiles, networks, expiresAt }: FullRow) => ({
  scopes,
  networks,
  lanes,
  profiles: profiles.map(({ profile }) => profile.name),
  expiresAt: expiresAt?.toISOString() ?? null,
});
