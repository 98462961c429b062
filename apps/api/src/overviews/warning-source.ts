import { DiscoveryService } from '@nestjs/core';
import type { Tx } from '@posthorn/database';
import type { TenantActor } from '../platform/access/actor.ts';
import type { OverviewWarning, Severity } from './overview.types.ts';
import { markedProviders } from '../platform/registry/marked-providers.ts';

/** Every kind of warning, in the order in which warnings of one severity are shown. */
export const warningKinds = [
  'mail-off',
  'consent-needed',
  'refresh-failing',
  'mail-parked',
  'mail-failing',
  'profile-parked',
  'profile-failing',
  'secret-ended',
  'mail-lost',
  'secret-ends',
  'refresh-token-ends',
  'token-trouble',
  'security-burst',
  'check-failed',
  'egress-requests',
  'tenant-without-admin',
  'expired-invitations',
  'no-token',
  'profile-sandbox',
] as const;
export type WarningKind = (typeof warningKinds)[number];

/** Something that may want attention on a first page. The feature that knows of it implements this; overviews ask all of them. */
export interface WarningSource {
  readonly kinds: readonly WarningKind[];
  /** In a transaction of the actor's tenant. What only admins may see a source leaves out for members. */
  ofTenant?(tx: Tx, actor: TenantActor, now: Date): Promise<OverviewWarning[]>;
  /** For system admins: of tenants only counts and states. */
  ofPlatform?(now: Date): Promise<OverviewWarning[]>;
}

/** Marks a provider that implements {@link WarningSource}. */
export const Warns = DiscoveryService.createDecorator();

/** Every source of the modules this process is made of. */
export const warningSourcesOf = (discovery: DiscoveryService): WarningSource[] => markedProviders(discovery, Warns);

const severities: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];

/** Loudest first, then in the order of kinds; among equals the order stays. */
export const loudestFirst = (warnings: OverviewWarning[]): OverviewWarning[] =>
  warnings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || placeOf(a) - placeOf(b));

const placeOf = ({ key }: OverviewWarning): number => warningKinds.indexOf(key);
