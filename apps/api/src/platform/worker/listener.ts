import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface ListenerOptions {
  url: string;
  channel: string;
  /** Also called after each connection, with null: what was announced before it is lost. */
  onNotification: (payload: string | null) => void;
  onError: (error: unknown) => void;
}

const reconnectMs = 500;

/** One LISTEN connection that reconnects by itself. It only makes things faster: its user polls, or reads again, as well. */
export class Listener {
  private readonly options: ListenerOptions;
  private client: pg.Client | null = null;
  private closed = false;
  private readonly connected = Promise.withResolvers<void>();

  constructor(options: ListenerOptions) {
    this.options = options;
  }

  /** Connects in the background; a database that is down delays it. Resolves once it listens, or is closed. */
  start(): Promise<void> {
    void this.keepConnected();
    return this.connected.promise;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.connected.resolve();
    await this.client?.end().catch(() => undefined);
  }

  private async keepConnected(): Promise<void> {
    while (!this.closed) {
      try {
        await this.listenUntilItEnds();
      } catch (error) {
        this.options.onError(error);
      }
      if (!this.closed) await delay(reconnectMs);
    }
  }

  private async listenUntilItEnds(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.url, application_name: 'posthorn-listen', keepAlive: true });
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', this.options.onError);
    client.on('notification', ({ payload }) => this.options.onNotification(payload ?? null));
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.options.channel)}`);
      this.client = client;
      this.connected.resolve();
      this.options.onNotification(null);
      if (this.closed) return;
      await ended;
    } finally {
      this.client = null;
      void client.end().catch(() => undefined);
    }
  }
}
