import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '@posthorn/database';
import { PubSubEngine } from 'graphql-subscriptions';
import pg from 'pg';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';

interface LiveEvent {
  topic: string;
  data: unknown;
}

/**
 * Live events over LISTEN/NOTIFY: one connection per process, payloads hold ids only (PostgreSQL caps them at 8,000 bytes). Events of a
 * gap are lost, so who subscribes reads the state first, and again after reconnecting.
 */
@Injectable()
export class LiveEvents extends PubSubEngine implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<number, { topic: string; listener: (data: unknown) => void }>();
  private lastId = 0;
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  /** Inside a transaction: heard by every process once it commits. */
  async announce(tx: Tx, topic: string, data: unknown): Promise<void> {
    await tx.$executeRaw`select pg_notify('live', ${JSON.stringify({ topic, data })})`;
  }

  async publish(topic: string, data: unknown): Promise<void> {
    await this.client?.query('select pg_notify($1, $2)', ['live', JSON.stringify({ topic, data })]);
  }

  subscribe(topic: string, listener: (data: unknown) => void): Promise<number> {
    this.lastId += 1;
    this.listeners.set(this.lastId, { topic, listener });
    return Promise.resolve(this.lastId);
  }

  unsubscribe(id: number): void {
    this.listeners.delete(id);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.config.environment.POSTHORN_DATABASE_APP_URL, keepAlive: true });
    client.on('error', (err) => this.log.warn({ err }, 'live events lost their connection'));
    client.on('end', () => this.reconnect());
    client.on('notification', ({ payload }) => this.deliver(payload));
    await client.connect();
    await client.query('listen live');
    this.client = client;
  }

  private reconnect(): void {
    if (this.closed) return;
    this.client = undefined;
    this.retry = setTimeout(() => void this.connect().catch(() => this.reconnect()), 500);
  }

  private deliver(payload: string | undefined): void {
    const { topic, data } = JSON.parse(payload ?? '{}') as LiveEvent;
    for (const entry of [...this.listeners.values()]) if (entry.topic === topic) entry.listener(data);
  }
}
