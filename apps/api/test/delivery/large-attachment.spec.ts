import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { eventually, MailDatabase } from './mail-in-database.ts';
import { TenantMailKit } from './tenant-mail-kit.ts';
import { spawnWorker } from './spawn-worker.ts';
import type { Memory, WorkerProcessOptions } from './worker-process.ts';

const mib = 1024 * 1024;
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex');

describe('a mail of 25 MB', () => {
  let database: MailDatabase;
  let kit: TenantMailKit;
  let sink: TestSmtpServer;
  let worker: ChildProcess;

  beforeAll(async () => {
    database = await MailDatabase.create();
    kit = new TenantMailKit(database);
    sink = await startSmtpServer();
    const options: WorkerProcessOptions = {
      workerUrl: database.urls.worker,
      systemUrl: database.urls.system,
      slots: 4,
      mail: { appUrl: database.urls.app, keys: kit.keys.serialize() },
    };
    worker = spawnWorker(options, ['--expose-gc']);
  });
  afterAll(async () => {
    worker.kill('SIGKILL');
    await kit.close();
    await sink.close();
    await database.close();
  });

  const memory = async (): Promise<Memory> => {
    worker.send('memory');
    return ((await once(worker, 'message')) as [Memory])[0];
  };
  const accepted = (count: number) =>
    eventually(
      () => database.states(),
      (states) => states['ACCEPTED'] === count,
      60_000,
    );

  it('is sent by a worker that holds little of it', async () => {
    const profile = await kit.addProfile({ server: sink, data: { timeoutMs: 30_000 } });
    const { contentId, octets } = await kit.store(profile, 25 * mib);
    await kit.enqueue(profile, { subject: 'Small' });
    await accepted(1);
    const { resident: idle } = await memory();

    const attachments = [{ contentId, name: 'large.bin', contentType: 'application/octet-stream', cid: null }];
    await kit.enqueue(profile, { subject: 'Large', attachments });
    await accepted(2);
    const { peak } = await memory();

    process.stdout.write(`memory: ${(idle / mib).toFixed(0)} MiB idle, ${(peak / mib).toFixed(0)} MiB at most\n`);
    const { parsed } = await sink.waitForMail((mail) => mail.parsed.subject === 'Large');
    expect(sha256(new Uint8Array(parsed.attachments[0]?.content as ArrayBuffer))).toBe(sha256(octets));
    expect((peak - idle) / mib).toBeLessThan(150);
  }, 120_000);
});
