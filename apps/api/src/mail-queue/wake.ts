import { platformProfileId, type Lane } from '@posthorn/database';
import pg from 'pg';

/** What an enqueuer needs: to say, once its transaction is committed, that a queue has work. */
export interface Wakes {
  wake(lane: Lane, profileId?: string): void;
}

/** NOTIFY channel of the workers; its payload is the lane. */
export const deliveryChannel = 'posthorn_delivery';

const gapMs = 50;

/**
 * Wakes the workers after a commit, on a connection of its own: next time := now, then NOTIFY, at most 20 times a second. Never throws and
 * never waits: a wake that is lost is made good by the workers' poll.
 */
export class DeliveryWake implements Wakes {
  private readonly url: string;
  private readonly onError: (error: unknown) => void;
  private readonly pending = new Map<string, { lane: Lane; profileId: string }>();
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private flushing: Promise<void> = Promise.resolve();
  private lastFlushAt = 0;
  private closed = false;

  /** `url` connects as posthorn_app, or as any role that may run app.wake_delivery. */
  constructor(url: string, onError: (error: unknown) => void = () => undefined) {
    this.url = url;
    this.onError = onError;
  }

  /** `profileId` defaults to the platform's, under which account mail is delivered. */
  wake(lane: Lane, profileId: string = platformProfileId): void {
    if (this.closed) return;
    this.pending.set(`${profileId} ${lane}`, { lane, profileId });
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.lastFlushAt + gapMs - Date.now()));
  }

  /** Sends what is pending and ends the connection. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) {
      clearTimeout(this.timer);
      this.flush();
    }
    await this.flushing;
    await this.client?.end().catch(this.onError);
  }

  private flush(): void {
    this.timer = null;
    this.lastFlushAt = Date.now();
    const queues = [...this.pending.values()];
    this.pending.clear();
    this.flushing = this.flushing.then(() => this.send(queues)).catch(this.onError);
  }

  private async send(queues: { lane: Lane; profileId: string }[]): Promise<void> {
    const client = await this.connection();
    const values = [queues.map((queue) => queue.profileId), queues.map((queue) => queue.lane)];
    try {
      await client.query('select app.wake_delivery($1::uuid[], $2::"Lane"[])', values);
    } catch (error) {
      this.client = null;
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  private async connection(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client({ connectionString: this.url, application_name: 'posthorn-wake', keepAlive: true, query_timeout: 5_000 });
    client.on('error', this.onError);
    client.on('end', () => {
      if (this.client === client) this.client = null;
    });
    await client.connect();
    this.client = client;
    return client;
  }
}
