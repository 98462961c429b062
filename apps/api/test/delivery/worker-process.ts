// A worker in a process of its own, for specs that kill or weigh it: node worker-process.ts '<JSON of WorkerProcessOptions>'. Asked for its
// memory over IPC it answers with it.
import { Database } from '@posthorn/database';
import { KeyRing, Vault } from '@posthorn/vault';
import { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import type { MailSource } from '../../src/delivery/mail-source.ts';
import { TenantMailSource } from '../../src/tenant-mail/tenant-mail-source.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { specLog } from './spec-worker.ts';

export interface WorkerProcessOptions {
  workerUrl: string;
  systemUrl: string;
  slots: number;
  /** Where every profile's mail goes, as plain text; or mail of tenants as it is stored. */
  mail: { host: string; port: number } | { appUrl: string; keys: string };
}

/** In octets. */
export interface Memory {
  /** Now. */
  resident: number;
  /** The most seen since the process began. */
  peak: number;
}

const { workerUrl, systemUrl, slots, mail } = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions;
new DeliveryWorker({ url: workerUrl, source: sourceOf(), log: specLog, slots }).start();
let peak = 0;
// By its own looks at itself: what the system knows as the most begins with what the parent held at the fork. Where it is weighed, garbage goes
// right after each look, because a busy machine clears it away late.
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
  globalThis.gc?.();
}, 25);
process.on('message', () => {
  const memory: Memory = { resident: process.memoryUsage.rss(), peak };
  process.send?.(memory);
});

function sourceOf(): MailSource {
  // The sink learns from EHLO whom it talks to.
  if ('host' in mail) return new SpecMailSource(systemUrl, { ...mail, timeoutMs: 10_000, heloName: `worker-${process.pid}.spec.test` });
  return new TenantMailSource(new Database({ appUrl: mail.appUrl, systemUrl }), new Vault(KeyRing.parse(mail.keys)));
}
