import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from './generated/client.ts';

export interface TenantScope {
  readonly tenantId: string;
}

export interface IdentityScope {
  readonly identityId: string;
}

export interface DatabaseOptions {
  /** Connects as posthorn_app, the role that row-level security binds. */
  appUrl: string;
  /** Connects as posthorn_system, which sees every tenant. */
  systemUrl: string;
  /** Connections of the application role; the system role gets a quarter. Default 10. */
  poolSize?: number;
  /** Called before each cross-tenant transaction. */
  onSystemAccess?: (reason: string) => void;
}

/** A transaction. Its reach was decided when it was opened. */
export type Tx = Prisma.TransactionClient;

interface OpenTransaction {
  readonly name: string;
  readonly afterCommit: (() => void)[];
}

// Waiting for a connection, and the longest a transaction may take: nothing talks to the network inside one.
const limits = { maxWait: 10_000, timeout: 20_000 };

/**
 * Every access to PostgreSQL. A transaction names its tenant, its person, or (as the system role) its reason; there is one per
 * operation, and opening a second one inside it throws, because the inner one would not see the outer one's writes.
 */
export class Database {
  private readonly app: PrismaClient;
  private readonly system: PrismaClient;
  private readonly open = new AsyncLocalStorage<OpenTransaction | null>();
  private readonly options: DatabaseOptions;

  constructor(options: DatabaseOptions) {
    this.options = options;
    const poolSize = options.poolSize ?? 10;
    this.app = clientFor(options.appUrl, poolSize);
    this.system = clientFor(options.systemUrl, Math.max(2, Math.ceil(poolSize / 4)));
  }

  /** Rows of one tenant. */
  forTenant<T>(scope: TenantScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(this.app, `tenant ${scope.tenantId}`, { tenantId: scope.tenantId }, work);
  }

  /** Rows of one person: sessions, credential, memberships. */
  forIdentity<T>(scope: IdentityScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(this.app, `identity ${scope.identityId}`, { identityId: scope.identityId }, work);
  }

  /** One entry function of schema app, before an actor exists: a single round trip, where {@link beforeActor} needs three. */
  lookUp<Row>(call: Prisma.Sql): Promise<Row[]> {
    return this.app.$queryRaw<Row[]>(call);
  }

  /** Before an actor exists: sees no tenant's rows, may call the entry functions of schema app. */
  beforeActor<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(this.app, 'no actor', {}, work);
  }

  /** Across tenants, for a stated reason. */
  asSystem<T>(reason: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    this.options.onSystemAccess?.(reason);
    return this.run(this.system, `system: ${reason}`, {}, work);
  }

  /** Runs `callback` once the current transaction is committed; never when it rolls back. At once outside a transaction. */
  afterCommit(callback: () => void): void {
    const current = this.open.getStore();
    if (current) current.afterCommit.push(callback);
    else callback();
  }

  /** Answers when the database does. */
  async ping(): Promise<void> {
    await this.app.$queryRaw`select 1`;
  }

  async close(): Promise<void> {
    await Promise.all([this.app.$disconnect(), this.system.$disconnect()]);
  }

  private async run<T>(
    client: PrismaClient,
    name: string,
    reach: { tenantId?: string; identityId?: string },
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const outer = this.open.getStore();
    if (outer) throw new Error(`A transaction for ${name} was opened inside the one for ${outer.name}.`);

    const transaction: OpenTransaction = { name, afterCommit: [] };
    const result = await this.open.run(transaction, () =>
      client.$transaction(async (tx) => {
        if (reach.tenantId) await tx.$queryRaw`select set_config('app.tenant_id', ${reach.tenantId}, true)`;
        if (reach.identityId) await tx.$queryRaw`select set_config('app.identity_id', ${reach.identityId}, true)`;
        return work(tx);
      }, limits),
    );
    this.open.run(null, () => transaction.afterCommit.forEach((callback) => callback()));
    return result;
  }
}

function clientFor(connectionString: string, max: number): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString, max, keepAlive: true }) });
}
