import type { Tx } from '@posthorn/database';

/** A row that may be worth a notice. */
export interface NoticeSubject {
  kind: 'GRANT' | 'SECRET' | 'PARKED';
  tenantId: string;
  /** Of the profile, or of the OAuth client. */
  id: string;
}

/** How long a setup is parked before it is told: a login that works soon after is nobody's business. */
export const parkedForMs = 60_000;

/**
 * Rows of all tenants that are not suspended, of which somebody may have to be told, or that what was told may be forgotten of. Grants come
 * first, because one that lost its token is the reason why its setup is parked. Needs a transaction of the system.
 */
export function findSubjects(tx: Tx, now: Date): Promise<NoticeSubject[]> {
  const parkedBefore = new Date(now.getTime() - parkedForMs);
  return tx.$queryRaw<NoticeSubject[]>`
    select s.kind, s.tenant_id as "tenantId", s.id from (
      select 1 as place, 'GRANT' as kind, g.tenant_id, g.profile_id as id from oauth_grant g
      where g.failure_at is not null or g.told <> '{}'
        or (g.flow = 'AUTHORIZATION_CODE' and g.refresh_token is null and g.expires_at <= ${now}::timestamptz)
        or (g.flow = 'AUTHORIZATION_CODE'
          and least(g.refresh_expires_at, g.refresh_used_at + make_interval(days => g.idle_days)) <= ${now}::timestamptz + interval '31 days')
      union all
      select 2, 'SECRET', c.tenant_id, c.id from oauth_client c
      where c.secret_expires_at <= ${now}::timestamptz + interval '91 days' and coalesce(c.secret_warned_days, 1) > 0
      union all
      select 3, 'PARKED', b.tenant_id, b.profile_id from delivery_budget b
      where b.parked_at <= ${parkedBefore}::timestamptz and b.parked_at is distinct from b.parked_told_at
        and b.paused_at is null and b.suspended_at is null) s
    join tenant t on t.id = s.tenant_id and t.status = 'ACTIVE'
    order by s.place, s.id`;
}
