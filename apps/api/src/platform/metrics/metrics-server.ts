import { createServer, type Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { limitListener } from '@posthorn/listeners';
import { Database, platformScope } from '@posthorn/database';
import { collectDefaultMetrics, Gauge, register, Registry } from 'prom-client';
import { Config } from '../config/config.ts';

/**
 * Prometheus metrics at /metrics, on a port of their own that binds to loopback whatever the API binds to. No label names a tenant, an
 * address or a message.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly registry = new Registry();
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const waiting = new Gauge({
      name: 'posthorn_account_messages',
      help: 'Account messages by state, of the live states.',
      labelNames: ['state'],
      registers: [this.registry],
      collect: async () => {
        waiting.reset();
        for (const { state, _count } of await this.liveMessages()) waiting.set({ state }, _count);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end();
      Registry.merge([this.registry, register])
        .metrics()
        .then(
          (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
          () => response.writeHead(503).end(),
        );
    });
    limitListener(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.config.environment.POSTHORN_METRICS_PORT, '127.0.0.1', resolve);
    });
    this.server = server;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.registry.clear();
  }

  private liveMessages() {
    const states = ['QUEUED', 'CLAIMED', 'SENDING', 'DEFERRED', 'PARKED', 'HELD'] as const;
    return this.database.forTenant(platformScope, (tx) =>
      tx.message.groupBy({ by: ['state'], where: { state: { in: [...states] } }, _count: true }),
    );
  }
}
