import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';

export type DatabaseUrls = EmbeddedPostgres['urls'];

/** A server for the specs of migrations, which need databases without any: everything else clones a migrated one with `@posthorn/testing`. */
export class EmptyDatabases {
  private readonly home = mkdtempSync(path.join(tmpdir(), 'posthorn-test-'));
  private server: EmbeddedPostgres | undefined;

  async start(): Promise<void> {
    this.server = await startEmbeddedPostgres({ home: this.home, rootPlace: `${this.home}-cluster`, durable: false });
  }

  async create(): Promise<DatabaseUrls> {
    if (!this.server) throw new Error('The server was not started.');
    const name = `test_${randomBytes(8).toString('hex')}`;
    const { superuser, owner, app, worker, system } = this.server.urls;
    await query(`create database ${name} owner posthorn_owner`, superuser);
    const inIt = (url: string) => url.replace(/posthorn$/, name);
    return { superuser: inIt(superuser), owner: inIt(owner), app: inIt(app), worker: inIt(worker), system: inIt(system) };
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    for (const made of [this.home, `${this.home}-cluster`]) rmSync(made, { recursive: true, force: true });
  }
}

export async function query(sql: string, connectionString: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
