import { Injectable } from '@nestjs/common';
import { Database, platformScope, type TenantScope } from '@posthorn/database';
import type { QueueFigures } from './message.types.ts';

/** A queue in numbers, for a first page. */
@Injectable()
export class QueueFigureService {
  constructor(private readonly database: Database) {}

  /** By default of account mail. */
  async read({ tenantId }: TenantScope = platformScope): Promise<QueueFigures> {
    return this.database.forTenant({ tenantId }, async (tx) => {
      // A message begins to wait at most 30 days after it was written and then lives 30 days at most, so that older ids are final.
      const waiting = await tx.$queryRaw<Omit<QueueFigures, 'failedLastDay' | 'acceptedLastDay' | 'hours'>[]>`
        select count(*) filter (where state in ('QUEUED', 'CLAIMED'))::int as queued, count(*) filter (where state = 'SENDING')::int as sending,
          count(*) filter (where state = 'DEFERRED')::int as deferred, count(*) filter (where state in ('PARKED', 'HELD'))::int as parked,
          coalesce(extract(epoch from now() - min(not_before) filter (where state in ('QUEUED', 'DEFERRED') and not_before <= now())), 0)::int as "oldestDueSeconds"
        from message where tenant_id = ${tenantId}::uuid and finished_at is null and id >= app.uuid_floor(now() - interval '65 days')`;
      const hours = await tx.$queryRaw<QueueFigures['hours']>`
        select hour as at, count(m.id) filter (where m.state = 'ACCEPTED')::int as accepted, count(m.id) filter (where m.state in ('REJECTED', 'EXPIRED'))::int as failed
        from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') hour
        left join message m on m.tenant_id = ${tenantId}::uuid and m.id >= app.uuid_floor(now() - interval '65 days')
          and m.finished_at >= hour and m.finished_at < hour + interval '1 hour'
        group by hour order by hour`;
      return { ...waiting[0]!, hours, acceptedLastDay: sum(hours, 'accepted'), failedLastDay: sum(hours, 'failed') };
    });
  }
}

const sum = (hours: QueueFigures['hours'], key: 'accepted' | 'failed') => hours.reduce((total, hour) => total + hour[key], 0);
