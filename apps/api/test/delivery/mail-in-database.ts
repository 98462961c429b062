import type { Lane } from '@posthorn/database';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

export interface TestProfile {
  tenantId: string;
  profileId: string;
}

export interface EnqueueOptions {
  lane: Lane;
  count?: number;
  /** Seconds from now. Default 86,400. */
  livesSeconds?: number;
  recipient?: string;
  /** Messages of one mail each; `count` then counts mails. Default 1. */
  recipients?: number;
  maxAttempts?: number;
  kind?: string;
}

export interface MessageRow {
  id: string;
  state: string;
  lane: string;
  attempt_count: number;
  unknown_count: number;
  fence: number;
  recipient: string;
  mail_id: string;
  profile_id: string;
  home_profile_id: string | null;
  reply: string | null;
  not_before: Date;
  finished_at: Date | null;
  failure_class: string | null;
  sentence: string | null;
  secret: Buffer | null;
  message_id_header: string;
}

/** A database of a spec's own, seen with the system role's eyes. */
export class MailDatabase {
  readonly urls: TestDatabase['urls'];
  private readonly pool: pg.Pool;

  private constructor(urls: TestDatabase['urls']) {
    this.urls = urls;
    this.pool = new pg.Pool({ connectionString: urls.system, max: 4 });
    // A spec that restarts PostgreSQL breaks these connections on purpose.
    this.pool.on('error', () => undefined);
  }

  /** One that is there already, and not the spec's own. */
  static over(urls: TestDatabase['urls']): MailDatabase {
    return new MailDatabase(urls);
  }

  static async create(postgres?: { createDatabase(): Promise<TestDatabase> }): Promise<MailDatabase> {
    const server = postgres ?? (await startPostgres());
    return new MailDatabase((await server.createDatabase()).urls);
  }

  async query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(sql, values)).rows;
  }

  /** A tenant's profile with its queues and budget; more profiles of one tenant by giving its id. */
  async addProfile(
    options: { tenantId?: string; maxInFlight?: number; ratePerSecond?: number; burst?: number } = {},
  ): Promise<TestProfile> {
    const tenantId = options.tenantId ?? uuidv7();
    const profileId = uuidv7();
    if (!options.tenantId)
      await this.query('insert into tenant (id, name, name_key) values ($1, $2, $2)', [tenantId, `Tenant ${tenantId}`]);
    await this.query(
      `insert into delivery_queue (tenant_id, profile_id, lane, next_at) select $1, $2, unnest(array['ALARM', 'BULK']::"Lane"[]), 'infinity'`,
      [tenantId, profileId],
    );
    await this.query(
      'insert into delivery_budget (tenant_id, profile_id, max_in_flight, rate_per_second, burst, tokens) values ($1, $2, $3, $4, $5, $5)',
      [tenantId, profileId, options.maxInFlight ?? 10, options.ratePerSecond ?? 1e6, options.burst ?? 1e6],
    );
    return { tenantId, profileId };
  }

  /** Writes messages without waking anybody. Answers their ids, oldest first. */
  async enqueue({ tenantId, profileId }: TestProfile, options: EnqueueOptions): Promise<string[]> {
    const { lane, count = 1, recipients = 1, livesSeconds = 86_400, maxAttempts = null, kind = 'TENANT' } = options;
    const rows = await this.query<{ id: string }>(
      `with content as (
         insert into mail (tenant_id, id, kind, message_id_header, text)
         select $1, uuidv7(), $6, uuidv7() || '@spec.test', 'A test.' from generate_series(1, $4) returning id)
       insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, expires_at, max_attempts)
       select $1, uuidv7(), content.id, $2, $3, $6, case when $7 = 1 then $5 else 'r' || n || '@spec.test' end, now() + make_interval(secs => $8), $9
       from content, generate_series(1, $7) n order by content.id, n returning id`,
      [tenantId, profileId, lane, count, options.recipient ?? 'somebody@spec.test', kind, recipients, livesSeconds, maxAttempts],
    );
    return rows.map(({ id }) => id);
  }

  async budget<T extends object>({ profileId }: TestProfile): Promise<T> {
    const [row] = await this.query<T>('select * from delivery_budget where profile_id = $1', [profileId]);
    if (!row) throw new Error(`profile ${profileId} has no budget`);
    return row;
  }

  async wake({ profileId }: TestProfile, lane: Lane): Promise<void> {
    await this.query('select app.wake_delivery(array[$1]::uuid[], array[$2]::"Lane"[])', [profileId, lane]);
  }

  async enqueueAndWake(profile: TestProfile, options: EnqueueOptions): Promise<string[]> {
    const ids = await this.enqueue(profile, options);
    await this.wake(profile, options.lane);
    return ids;
  }

  async messages(where = 'true'): Promise<MessageRow[]> {
    return this.query<MessageRow>(
      `select m.*, c.message_id_header from message m join mail c on c.id = m.mail_id where ${where} order by m.id`,
    );
  }

  async message(id: string): Promise<MessageRow> {
    const [row] = await this.messages(`m.id = '${id}'`);
    if (!row) throw new Error(`there is no message ${id}`);
    return row;
  }

  async states(where = 'true'): Promise<Record<string, number>> {
    const rows = await this.query<{ state: string; count: number }>(
      `select state, count(*)::int as count from message m where ${where} group by state`,
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /** Statistics of now. The system role may not, and PostgreSQL only warns of it. */
  async analyze(): Promise<void> {
    const owner = new pg.Client({ connectionString: this.urls.owner });
    await owner.connect();
    await owner.query('analyze message, mail, delivery_queue, delivery_budget');
    await owner.end();
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** Asks every 20 ms until `condition` holds; rejects after `timeoutMs` with what it saw last. */
export async function eventually<T>(probe: () => Promise<T>, condition: (value: T) => boolean, timeoutMs = 10_000): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (condition(value)) return value;
    if (Date.now() > giveUpAt) throw new Error(`it did not come to that within ${timeoutMs} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
