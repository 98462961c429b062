import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';
import { eventually } from '../../../test/delivery/mail-in-database.ts';
import { LeaseLoop, type Claimed, type LeaseLoopOptions } from './lease-loop.ts';

const channel = 'spec_loop';
const log = { warn: () => undefined, error: () => undefined };

let database: TestDatabase;
let client: pg.Client;
const running: LeaseLoop<string>[] = [];

beforeAll(async () => {
  database = await (await startPostgres()).createDatabase();
  client = new pg.Client({ connectionString: database.urls.worker });
  await client.connect();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((loop) => loop.stop()));
});
afterAll(async () => {
  await client.end();
});

/** Work that is there to be claimed, and what became of it. */
class Work {
  readonly due: string[] = [];
  readonly done: string[] = [];
  readonly lost: string[] = [];
  readonly stuck = new Map<string, PromiseWithResolvers<void>>();
  claims = 0;
  maxHeld = 0;

  loop(options: Partial<LeaseLoopOptions<string>> = {}): LeaseLoop<string> {
    const loop = new LeaseLoop<string>({
      name: 'spec',
      url: database.urls.worker,
      channel,
      log,
      hasRoom: (held) => held.length < 2,
      claim: (held) => this.claim(2 - held.length),
      run: (item) => this.run(item),
      renew: () => Promise.resolve([]),
      onLost: (item) => this.lost.push(item),
      shutdownMs: 200,
      ...options,
    });
    running.push(loop);
    loop.start();
    return loop;
  }

  private claim(room: number): Promise<Claimed<string>> {
    this.claims += 1;
    return Promise.resolve({ items: this.due.splice(0, room), waitMs: null });
  }

  private async run(item: string): Promise<void> {
    if (item.startsWith('fails')) throw new Error('It fails.');
    if (item.startsWith('hangs')) {
      const stuck = Promise.withResolvers<void>();
      this.stuck.set(item, stuck);
      this.maxHeld = Math.max(this.maxHeld, this.stuck.size);
      await stuck.promise;
      this.stuck.delete(item);
    }
    this.done.push(item);
  }
}

const until = <T>(probe: () => T, condition: (value: T) => boolean) => eventually(() => Promise.resolve(probe()), condition);

describe('a lease loop', () => {
  it('claims while it has room, and again as soon as something is finished', async () => {
    const work = new Work();
    work.due.push('hangs 1', 'hangs 2', 'a', 'b', 'c');
    work.loop({ pollMs: 60_000 });
    await until(
      () => work.stuck.size,
      (held) => held === 2,
    );
    expect(work.due).toEqual(['a', 'b', 'c']);

    work.stuck.get('hangs 1')?.resolve();

    await until(
      () => work.done.length,
      (done) => done === 4,
    );
    expect(work.maxHeld).toBe(2);
  });

  it('is woken by a notification long before its poll', async () => {
    const work = new Work();
    work.loop({ pollMs: 60_000 });
    await until(
      () => work.claims,
      (claims) => claims > 0,
    );

    await eventually(
      async () => {
        if (work.done.length === 0) work.due.push('a');
        await client.query(`notify ${channel}`);
        return work.done;
      },
      (done) => done.length > 0,
    );

    expect(work.done).toContain('a');
  });

  it('finds work by its poll where no notification comes', async () => {
    const work = new Work();
    work.loop({ listen: false, pollMs: 20 });
    await until(
      () => work.claims,
      (claims) => claims > 2,
    );

    work.due.push('a');

    await until(
      () => work.done,
      (done) => done.includes('a'),
    );
  });

  it('is spun by no flood of notifications', async () => {
    const work = new Work();
    const loop = work.loop({ pollMs: 60_000, shortestWaitMs: 100 });
    const startedAt = Date.now();
    while (Date.now() - startedAt < 400) {
      loop.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }

    // One claim in 100 ms, however often it is woken.
    expect(work.claims).toBeLessThanOrEqual(2 + Math.ceil((Date.now() - startedAt) / 100));
  });

  it('goes on after work that fails and after claims that fail', async () => {
    const work = new Work();
    work.due.push('fails', 'a');
    let failures = 0;
    work.loop({
      pollMs: 10,
      claim: () => {
        if (failures++ < 1) throw new Error('The database is away.');
        return Promise.resolve({ items: work.due.splice(0, 1), waitMs: null });
      },
    });

    await until(
      () => work.done,
      (done) => done.includes('a'),
    );
  });

  it('says which items were lost', async () => {
    const work = new Work();
    work.due.push('hangs 1', 'hangs 2');
    work.loop({ renewEveryMs: 10, renew: () => Promise.resolve(['hangs 2']) });

    await until(
      () => work.lost.length,
      (lost) => lost > 0,
    );

    expect(new Set(work.lost)).toEqual(new Set(['hangs 2']));
    for (const stuck of work.stuck.values()) stuck.resolve();
  });

  it('stops within its bound, and gives back what it still holds while its leases are renewed', async () => {
    const work = new Work();
    let renewals = 0;
    const renewedWhenGivenBack: number[] = [];
    work.due.push('hangs 1');
    const loop = work.loop({
      renewEveryMs: 20,
      renew: () => Promise.resolve((renewals++, [])),
      giveBack: () => Promise.resolve(void renewedWhenGivenBack.push(renewals)),
    });
    await until(
      () => work.stuck.size,
      (held) => held === 1,
    );

    await loop.stop();
    work.due.push('too late');

    expect(renewedWhenGivenBack[0]).toBeGreaterThan(1);
    expect(work.due).toEqual(['too late']);
    work.stuck.get('hangs 1')?.resolve();
  });
});
