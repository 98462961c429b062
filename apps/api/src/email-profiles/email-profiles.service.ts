import { Injectable } from '@nestjs/common';
import {
  Database,
  type ConnectionCheck,
  type DeliveryBudget,
  type EmailProfile as Row,
  type OAuthClient,
  type TenantScope,
  type Tx,
} from '@posthorn/database';
import { dayLimitReachedUntil } from '../mail-queue/day-limit.ts';
import { grantStatesOf } from '../grants/grant-states.ts';
import { PersonNames } from '../identities/person-names.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { checkSummary, deliveryFacts, toAdvanced, toDebugUntil, toOAuth } from '../submissions/submission-facts.ts';
import { submissionState, type SubmissionState } from '../submissions/submission-state.ts';
import type { EmailProfile, EmailProfileFilter } from './email-profile.types.ts';
import { ProfileFigures } from './profile-figures.ts';
import { ProfileReferences } from './profile-references.service.ts';
import { findProfile, resolveProfile } from '../submissions/profile-rows.ts';

/** A profile as it is read; what needs counting is counted when it is asked for, for a whole page at once. */
export type ReadProfile = Omit<EmailProfile, 'inSandbox' | 'waiting' | 'acceptedToday' | 'hours' | 'references'> & {
  figures: ProfileFigures;
};

interface Listed {
  id: string;
  name: string;
  fromAddress: string;
  host: string;
  state: SubmissionState;
}

const sorts = ['name', 'from', 'host', 'state', 'created'] as const;

/** The email profiles of a tenant, as they are read. */
@Injectable()
export class EmailProfiles {
  constructor(
    private readonly database: Database,
    private readonly people: PersonNames,
    private readonly references: ProfileReferences,
  ) {}

  /** A tenant has 200 at most: they are searched and sorted here, because a state is computed and a name is sorted whatever its case. */
  async list(actor: TenantScope, filter: EmailProfileFilter, page: PageInput): Promise<Page<ReadProfile>> {
    const { facts, items, nextCursor } = await this.database.forTenant(actor, async (tx) => {
      const found = ordered(await listed(tx, filter), page.sort);
      const from = page.after ? found.findIndex(({ id }) => id === page.after) + 1 : 0;
      const rows = page.after && from === 0 ? [] : found.slice(from, from + page.first + 1);
      const cut = toPage(rows, page, ({ id }) => id);
      return { ...cut, facts: await readFacts(tx, cut.items) };
    });
    const profiles = await this.present(actor, facts);
    return { items: items.flatMap((id) => profiles.get(id) ?? []), nextCursor };
  }

  async find(actor: TenantScope, id: string): Promise<ReadProfile> {
    const facts = await this.database.forTenant(actor, async (tx) => {
      await findProfile(tx, id);
      return readFacts(tx, [id]);
    });
    return (await this.present(actor, facts)).get(id)!;
  }

  /** See {@link resolveProfile}. */
  resolve(tx: Tx, tenantId: string, nameOrId: string | null): Promise<Row> {
    return resolveProfile(tx, tenantId, nameOrId);
  }

  private async present(actor: TenantScope, { rows, budgets, checks, fallbacks, grants }: Facts): Promise<Map<string, ReadProfile>> {
    const names = await this.people.of(rows.map(({ updatedById }) => updatedById));
    const ids = rows.map(({ id }) => id);
    const figures = new ProfileFigures(this.database, this.references, actor, ids);
    const entries = rows.map((row): [string, ReadProfile] => {
      const budget = budgets.get(row.id) ?? null;
      const profile = {
        ...row,
        aliases: row.names.filter(({ isAlias }) => isAlias).map(({ name }) => name),
        advanced: toAdvanced(row),
        oauth: toOAuth(row, row.oauthClient),
        grantState: row.authentication === 'OAUTH2' ? (grants.get(row.id)?.state ?? 'NONE') : null,
        passwordSet: row.password !== null,
        proxyPasswordSet: row.proxyPassword !== null,
        debugUntil: toDebugUntil(row.debugUntil),
        fallbackName: fallbacks.get(row.fallbackId ?? '') ?? null,
        updatedByName: names.get(row.updatedById ?? '') ?? null,
        state: submissionState(true, budget),
        lastCheck: checkSummary(checks.get(row.id), row.updatedAt),
        ...deliveryFacts(budget),
        limitReachedUntil: budget && dayLimitReachedUntil(budget, new Date()),
        figures,
      };
      return [row.id, profile];
    });
    return new Map(entries);
  }
}

interface Facts {
  rows: (Row & { names: { name: string; isAlias: boolean }[]; oauthClient: OAuthClient | null })[];
  budgets: Map<string, DeliveryBudget>;
  checks: Map<string, ConnectionCheck>;
  fallbacks: Map<string, string>;
  grants: Awaited<ReturnType<typeof grantStatesOf>>;
}

async function readFacts(tx: Tx, ids: string[]): Promise<Facts> {
  const names = { select: { name: true, isAlias: true }, orderBy: { createdAt: 'asc' } } as const;
  const rows = await tx.emailProfile.findMany({ where: { id: { in: ids } }, include: { names, oauthClient: true } });
  const fallbackIds = rows.flatMap(({ fallbackId }) => fallbackId ?? []);
  const fallbacks = await tx.emailProfile.findMany({ where: { id: { in: fallbackIds } }, select: { id: true, name: true } });
  const checks = await tx.connectionCheck.findMany({
    where: { profileId: { in: ids }, saved: true, finishedAt: { not: null } },
    orderBy: [{ profileId: 'asc' }, { createdAt: 'desc' }],
    distinct: ['profileId'],
  });
  return {
    rows,
    budgets: await budgetsOf(tx),
    checks: new Map(checks.map((check) => [check.profileId!, check])),
    fallbacks: new Map(fallbacks.map(({ id, name }) => [id, name])),
    grants: await grantStatesOf(tx, ids),
  };
}

const budgetsOf = async (tx: Tx) => new Map((await tx.deliveryBudget.findMany()).map((budget) => [budget.profileId, budget]));

async function listed(tx: Tx, { search, states }: EmailProfileFilter): Promise<Listed[]> {
  const names = { select: { name: true } } as const;
  const rows = await tx.emailProfile.findMany({
    where: { deletedAt: null },
    select: { id: true, name: true, fromAddress: true, host: true, names },
  });
  const budgets = await budgetsOf(tx);
  const text = search?.trim().toLowerCase() ?? '';
  return rows
    .filter((row) => [...row.names.map(({ name }) => name), row.fromAddress, row.host].some((value) => value.toLowerCase().includes(text)))
    .map((row) => ({ ...row, state: submissionState(true, budgets.get(row.id) ?? null) }))
    .filter(({ state }) => !states?.length || states.includes(state));
}

function ordered(rows: Listed[], sort: string | null | undefined): Listed[] {
  const column = (sort ?? '-created').replace(/^-/, '');
  const key = sorts.find((known) => known === column);
  if (!key) throw invalidInput('page.sort', `This list sorts by ${sorts.join(', ')}.`);
  const valueOf = (row: Listed) => ({ name: row.name, from: row.fromAddress, host: row.host, state: row.state, created: row.id })[key];
  const ascending = rows.toSorted((a, b) => collator.compare(valueOf(a), valueOf(b)) || (a.id < b.id ? -1 : 1));
  return (sort ?? '-created').startsWith('-') ? ascending.reverse() : ascending;
}

const collator = new Intl.Collator('en', { numeric: false, sensitivity: 'base' });
