import { randomBytes } from 'node:crypto';
import { Database, platformTenantId, type Prisma } from '@posthorn/database';
import { KeyRing, Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { passwordContextOf, proxyPasswordContextOf } from '../../src/submissions/submission-settings.ts';
import { MailQueue } from '../../src/mail-queue/mail-queue.service.ts';
import { DeliveryWake } from '../../src/mail-queue/wake.ts';
import { secretOwner } from '../../src/submissions/secret-owner.ts';
import { TenantMailSource } from '../../src/delivery/tenant-mail-source.ts';
import { TenantMailer } from '../../src/tenant-mail/tenant-mailer.ts';
import type { TenantMailOrder } from '../../src/tenant-mail/tenant-mail.ts';
import type { MailDatabase, TestProfile } from './mail-in-database.ts';

export interface ProfileOptions {
  server: { host: string; port: number };
  tenantId?: string;
  maxInFlight?: number;
  fallback?: TestProfile;
  password?: string;
  proxyPassword?: string;
  data?: Partial<Prisma.EmailProfileUncheckedCreateInput>;
}

const chunkOctets = 256 * 1024;

/** Tenant mail as the product writes and reads it, over a spec's own database. */
export class TenantMailKit {
  readonly database: Database;
  readonly keys = KeyRing.generate();
  readonly vault = new Vault(this.keys);
  readonly source: TenantMailSource;
  readonly mailer: TenantMailer;
  private readonly rows: MailDatabase;
  private readonly wake: DeliveryWake;

  constructor(rows: MailDatabase) {
    this.rows = rows;
    this.database = new Database({ appUrl: rows.urls.app, systemUrl: rows.urls.system });
    this.wake = new DeliveryWake(rows.urls.app);
    this.source = new TenantMailSource(this.database, this.vault);
    this.mailer = new TenantMailer(new MailQueue(this.database, this.wake));
  }

  /** An email profile with its budget and queues, and the egress rule for its server. From is relay@plant.example. */
  async addProfile({ server, fallback, password, proxyPassword, data, ...options }: ProfileOptions): Promise<TestProfile> {
    const profile = await this.rows.addProfile(options);
    const { tenantId, profileId: id } = profile;
    const owner = secretOwner(tenantId, id);
    const sealed = {
      ...(password ? { password: Uint8Array.from(this.vault.seal(password, passwordContextOf(owner))) } : {}),
      ...(proxyPassword ? { proxyPassword: Uint8Array.from(this.vault.seal(proxyPassword, proxyPasswordContextOf(owner))) } : {}),
    };
    const { host, port } = server;
    await this.database.asSystem('a spec', async (tx) => {
      const defaults = { name: `Profile ${id}`, fromAddress: 'relay@plant.example', fromName: 'Plant relay', security: 'NONE' as const };
      await tx.emailProfile.create({
        data: { tenantId, id, ...defaults, host, port, fallbackId: fallback?.profileId ?? null, ...sealed, ...data },
      });
      await tx.deliveryBudget.update({ where: { profileId: id }, data: { fallbackProfileId: fallback?.profileId ?? null } });
      const rule = { tenantId: platformTenantId, host, port };
      await tx.egressRule.upsert({ where: { tenantId_host_port: rule }, create: { ...rule, allowCleartextAuth: true }, update: {} });
    });
    return profile;
  }

  /** Stores random octets as an upload does; answers the content's id and them. */
  async store({ tenantId }: TestProfile, sizeBytes: number): Promise<{ contentId: string; octets: Buffer }> {
    const contentId = uuidv7();
    const octets = randomBytes(sizeBytes);
    await this.database.forTenant({ tenantId }, (tx) =>
      tx.attachmentContent.create({ data: { tenantId, id: contentId, sizeBytes, hash: Uint8Array.from(randomBytes(32)) } }),
    );
    for (let number = 0; number * chunkOctets < sizeBytes; number += 1) {
      const chunk = Uint8Array.from(octets.subarray(number * chunkOctets, (number + 1) * chunkOctets));
      await this.database.forTenant({ tenantId }, (tx) =>
        tx.attachmentChunk.create({ data: { tenantId, contentId, number, octets: chunk } }),
      );
    }
    return { contentId, octets };
  }

  /** Enqueues as a feature does. Default: a bulk mail from the profile's own address to ann@spec.test. */
  enqueue(profile: TestProfile, part: Partial<TenantMailOrder> = {}) {
    return this.enqueueWith(profile, part, () => Promise.resolve());
  }

  /** As {@link enqueue}; `afterwards` runs before the transaction ends. */
  enqueueWith({ tenantId, profileId }: TestProfile, part: Partial<TenantMailOrder>, afterwards: () => Promise<void>) {
    const to = (part.recipients ?? ['ann@spec.test']).map((address) => ({ address, name: null }));
    return this.database.forTenant({ tenantId }, async (tx) => {
      const enqueued = await this.mailer.enqueue(tx, tenantId, {
        profileId,
        lane: 'BULK',
        kind: 'MAIL',
        from: { address: 'relay@plant.example', name: 'Line 4' },
        replyTo: [],
        to,
        cc: [],
        recipients: to.map(({ address }) => address),
        subject: 'A test',
        text: 'A test.',
        html: null,
        headers: [],
        priority: 3,
        attachments: [],
        tags: [],
        notBefore: null,
        expiresAt: null,
        maxAttempts: null,
        source: { kind: 'PERSON', id: uuidv7(), name: 'Ann' },
        ...part,
      });
      await afterwards();
      return enqueued;
    });
  }

  async close(): Promise<void> {
    await this.wake.close();
    await this.database.close();
  }
}
