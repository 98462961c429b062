import type { Database, TenantScope, Tx } from '@posthorn/database';
import type { QueueHour } from '../messages/message.types.ts';
import type { ProfileReference } from './email-profile.types.ts';
import type { ProfileReferences } from './profile-references.service.ts';
import { waitingOf } from '../mail-queue/message-states.ts';

interface Counted {
  waiting: number;
  hours: QueueHour[];
}

/** What is counted about the profiles of one page: each kind in one query for all of them, when the first of them is asked. */
export class ProfileFigures {
  private readonly database: Database;
  private readonly profileReferences: ProfileReferences;
  private readonly scope: TenantScope;
  private readonly ids: string[];
  private counted?: Promise<Map<string, Counted>>;
  private references?: Promise<Map<string, ProfileReference[]>>;

  constructor(database: Database, profileReferences: ProfileReferences, scope: TenantScope, ids: string[]) {
    this.database = database;
    this.profileReferences = profileReferences;
    this.scope = scope;
    this.ids = ids;
  }

  async of(id: string): Promise<Counted> {
    this.counted ??= this.database.forTenant(this.scope, (tx) => count(tx, this.ids));
    return (await this.counted).get(id) ?? { waiting: 0, hours: [] };
  }

  async referencesOf(id: string): Promise<ProfileReference[]> {
    this.references ??= this.database.forTenant(this.scope, (tx) => this.profileReferences.of(tx, this.ids));
    return (await this.references).get(id) ?? [];
  }
}

async function count(tx: Tx, ids: string[]): Promise<Map<string, Counted>> {
  const waiting = await waitingOf(tx, ids);
  // A message begins to wait at most 30 days after it was written and then lives 30 days at most, so that older ids are final.
  const rows = await tx.$queryRaw<(QueueHour & { id: string })[]>`
    select p.id, hour as at, coalesce(m.accepted, 0) as accepted, coalesce(m.failed, 0) as failed
    from unnest(${ids}::uuid[]) p (id)
    cross join generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') hour
    left join (
      select profile_id, date_trunc('hour', finished_at) as ended, count(*) filter (where state = 'ACCEPTED')::int as accepted,
        count(*) filter (where state in ('REJECTED', 'EXPIRED'))::int as failed
      from message where profile_id = any (${ids}::uuid[]) and id >= app.uuid_floor(now() - interval '65 days')
        and finished_at >= date_trunc('hour', now()) - interval '23 hours'
      group by 1, 2) m on m.profile_id = p.id and m.ended = hour
    order by p.id, hour`;
  const hours = Map.groupBy(rows, ({ id }) => id);
  return new Map(ids.map((id) => [id, { waiting: waiting.get(id) ?? 0, hours: hours.get(id) ?? [] }]));
}
