import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '@posthorn/database';
import { PubSubEngine } from 'graphql-subscriptions';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { Listener } from '../worker/listener.ts';

const maxStartMs = 10_000;

interface LiveEvent {
  topic: string;
  data: unknown;
}

/**
 * Live events over LISTEN/NOTIFY: one connection per process, payloads hold ids only (PostgreSQL caps them at 8,000 bytes). Events of a
 * gap are lost, so a subscriber reads the state first, and again after reconnecting.
 */
@Injectable()
export class LiveEvents extends PubSubEngine implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<number, { topic: string; listener: (data: unknown) => void }>();
  private readonly connection: Listener;
  private lastId = 0;

  constructor(
    { environment }: Config,
    private readonly database: Database,
    @Inject(LOG) log: Logger,
  ) {
    super();
    this.connection = new Listener({
      url: environment.POSTHORN_DATABASE_APP_URL,
      channel: 'live',
      onNotification: (payload) => this.deliver(payload),
      onError: (err) => log.warn({ err }, 'live events lost their connection; reconnecting'),
    });
  }

  async onModuleInit(): Promise<void> {
    // Events only make pages quicker: a connection that can't be had must not keep the process from answering.
    await Promise.race([this.connection.start(), delay(maxStartMs, undefined, { ref: false })]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }

  /** Inside a transaction: every process receives it once it commits. */
  async announce(tx: Tx, topic: string, data: unknown): Promise<void> {
    await tx.$executeRaw`select pg_notify('live', ${JSON.stringify({ topic, data })})`;
  }

  async publish(topic: string, data: unknown): Promise<void> {
    await this.database.asSystem('publish a live event', (tx) => this.announce(tx, topic, data));
  }

  subscribe(topic: string, listener: (data: unknown) => void): Promise<number> {
    this.lastId += 1;
    this.listeners.set(this.lastId, { topic, listener });
    return Promise.resolve(this.lastId);
  }

  unsubscribe(id: number): void {
    this.listeners.delete(id);
  }

  private deliver(payload: string | null): void {
    if (payload === null) return;
    const { topic, data } = JSON.parse(payload) as LiveEvent;
    for (const entry of [...this.listeners.values()]) if (entry.topic === topic) entry.listener(data);
  }
}
