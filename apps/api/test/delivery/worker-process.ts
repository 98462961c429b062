// A worker in a process of its own, for specs that kill or weigh it: node worker-process.ts '<JSON of WorkerProcessOptions>'. Asked for its
// memory over IPC it answers with it.
import { Database, type Tx } from '@posthorn/database';
import { KeyRing, Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry } from '../../src/audit/audit.service.ts';
import { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import type { MailSource } from '../../src/delivery/mail-source.ts';
import { TokenWaits } from '../../src/mail-queue/token-waits.service.ts';
import { DeliveryWake } from '../../src/mail-queue/wake.ts';
import { GrantKeeper } from '../../src/grants/refresh/grant-keeper.ts';
import { GrantRefresh } from '../../src/grants/refresh/grant-refresh.ts';
import type { Actor } from '../../src/platform/access/actor.ts';
import { TenantMailSource } from '../../src/delivery/tenant-mail-source.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { specLog } from './spec-worker.ts';

export interface WorkerProcessOptions {
  workerUrl: string;
  systemUrl: string;
  slots: number;
  /** Where every profile's mail goes, as plain text; or mail of tenants as it is stored. */
  mail: { host: string; port: number } | { appUrl: string; keys: string };
  /** Beside mail it keeps grants; asked for nothing, it says over IPC that it does. */
  grants?: { appUrl: string; keys: string; leaseSeconds: number };
}

/** In octets. */
export interface Memory {
  /** Now. */
  resident: number;
  /** The most seen since the process began. */
  peak: number;
}

const { workerUrl, systemUrl, slots, mail, grants } = JSON.parse(process.argv[2] ?? '{}') as WorkerProcessOptions;
new DeliveryWorker({ url: workerUrl, source: sourceOf(), log: specLog, slots }).start();
if (grants) keepGrants(grants);
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

function keepGrants({ appUrl, keys, leaseSeconds }: NonNullable<WorkerProcessOptions['grants']>): void {
  const database = new Database({ appUrl, systemUrl });
  const tools = {
    database,
    vault: new Vault(KeyRing.parse(keys)),
    waits: new TokenWaits(database, new DeliveryWake(appUrl)),
    log: specLog,
  };
  new GrantKeeper({ url: workerUrl, refresh: new GrantRefresh({ ...tools, audit: { record } }), log: specLog, leaseSeconds }).start();
  process.send?.('keeps');
}

/** As the audit does; Node cannot load its class, which has decorators. */
async function record(tx: Tx, actor: Actor, { action, subject, details = {} }: AuditEntry): Promise<void> {
  const tenantId = 'tenantId' in actor ? actor.tenantId : '';
  await tx.auditEvent.createMany({ data: [{ id: uuidv7(), tenantId, actorName: 'worker', action, subject, details }] });
}
