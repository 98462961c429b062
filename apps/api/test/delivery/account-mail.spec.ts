import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { startPostgres, startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { KeyRing, Secret, Vault } from '@posthorn/vault';
import { environmentOf, eventually } from '../kit/test-api.ts';
import { PlatformModule } from '../../src/platform/platform.module.ts';
import { secretOwner } from '../../src/submissions/secret-owner.ts';
import type { AccountMailData } from '../../src/account-mail/account-mail.ts';
import { AccountMailer, tokenContext } from '../../src/account-mail/account-mailer.ts';
import { AccountMailModule } from '../../src/account-mail/account-mail.module.ts';
import { DeliveryWorkerModule } from '../../src/delivery/delivery-worker.module.ts';
import { passwordContextOf } from '../../src/submissions/submission-settings.ts';

@Module({ imports: [PlatformModule, AccountMailModule, DeliveryWorkerModule] })
class WorkerModule {}

const token = 'canary-token-4b1f8c';
const inAnHour = () => new Date(Date.now() + 3_600_000);

let worker: INestApplicationContext;
let sink: TestSmtpServer;
let database: Database;
let mailer: AccountMailer;

beforeAll(async () => {
  const testDatabase = await (await startPostgres()).createDatabase();
  const keyFile = path.join(mkdtempSync(path.join(tmpdir(), 'posthorn-keys-')), 'keys.json');
  writeFileSync(keyFile, KeyRing.generate().serialize(), { mode: 0o600 });
  Object.assign(process.env, environmentOf(testDatabase, keyFile), { POSTHORN_PUBLIC_URL: 'https://post.example.org/' });
  worker = await NestFactory.createApplicationContext(WorkerModule, { logger: false, abortOnError: false });
  database = worker.get(Database);
  mailer = worker.get(AccountMailer);
  sink = await startSmtpServer({ users: { ann: 'right' } });
  await configure(worker.get(Vault));
}, 60_000);
afterAll(async () => {
  delete process.env['POSTHORN_PUBLIC_URL'];
  await worker.close();
  await sink.close();
});

async function configure(vault: Vault): Promise<void> {
  const { host, port } = sink;
  const ids = { tenantId: platformTenantId, id: platformProfileId };
  const from = { fromAddress: 'posthorn@example.org', fromName: 'Pöst "horn", Inc.', replyTo: 'help@example.org' };
  const password = Uint8Array.from(vault.seal('right', passwordContextOf(secretOwner(platformTenantId, platformProfileId))));
  await database.forTenant(platformScope, async (tx) => {
    await tx.platformMailSettings.deleteMany();
    await tx.egressRule.deleteMany();
    await tx.platformMailSettings.create({ data: { ...ids, ...from, host, port, security: 'NONE', username: 'ann', password } });
    await tx.egressRule.create({ data: { tenantId: platformTenantId, host, port, allowCleartextAuth: true } });
  });
}
const enqueue = (to: string, data: AccountMailData, options: { token?: Secret; name?: string } = {}) =>
  database.forTenant(platformScope, (tx) =>
    mailer.enqueue(tx, {
      operation: 'SERVICE_NOTICE',
      to,
      recipient: { name: options.name ?? 'Ann', timeZone: 'Europe/Berlin' },
      identityId: null,
      causeTenantId: null,
      data,
      expiresAt: inAnHour(),
      ...(options.token ? { token: options.token } : {}),
    }),
  );
const rowOf = (id: string) =>
  database.forTenant(platformScope, (tx) => tx.message.findUniqueOrThrow({ where: { id }, include: { mail: true } }));
const reached = (id: string, state: string) =>
  eventually(async () => {
    const row = await rowOf(id);
    if (row.state !== state) throw new Error(`${row.state}: ${row.sentence}`);
    return row;
  });

describe('account mail', () => {
  it('carries its one-time link in the fragment of the configured URL, and forgets the token once it is accepted', async () => {
    const id = await enqueue('ann@example.org', { kind: 'PASSWORD_RESET' }, { token: Secret.of(token) });

    const mail = await sink.waitForMail(({ to }) => to[0] === 'ann@example.org');
    const row = await reached(id, 'ACCEPTED');

    expect(mail.parsed.text).toContain(`https://post.example.org/reset#${token}`);
    expect(mail.parsed.html).toContain(`https://post.example.org/reset#${token}`);
    expect(row.secret).toBeNull();
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it('says that it is automatic, when it was written, and keeps its Message-ID', async () => {
    const id = await enqueue('headers@example.org', { kind: 'SECURITY_NOTICE', event: 'PASSWORD_CHANGED' });

    const { parsed } = await sink.waitForMail(({ to }) => to[0] === 'headers@example.org');
    const row = await rowOf(id);
    const header = (name: string) => parsed.headers.find(({ key }) => key === name)?.value;

    expect(header('auto-submitted')).toBe('auto-generated');
    expect(parsed.messageId).toBe(`<${row.mail.messageIdHeader}>`);
    expect(new Date(header('date') ?? 0).getTime()).toBe(Math.floor(row.mail.createdAt.getTime() / 1000) * 1000);
    expect(parsed.from).toMatchObject({ address: 'posthorn@example.org', name: 'Pöst "horn", Inc.' });
    expect(parsed.replyTo?.[0]).toMatchObject({ address: 'help@example.org' });
  });

  it('lets no name break out of its header', async () => {
    const data = { kind: 'INVITATION', tenantName: 'Evil\r\nBcc: victim@example.org', invitedByName: 'Eve\r\n\r\n<script>' } as const;
    await enqueue('invited@example.org', data, { name: 'A\r\nX-Injected: yes' });

    const { parsed, to } = await sink.waitForMail((mail) => mail.to[0] === 'invited@example.org');

    expect(to).toEqual(['invited@example.org']);
    expect(parsed.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(parsed.headers.map(({ key }) => key)).not.toContain('x-injected');
  });

  it('is refused without its token, and with one it has no place for', async () => {
    await expect(enqueue('x@example.org', { kind: 'ACTIVATION', tenantName: null })).rejects.toThrow('needs its token');
    await expect(enqueue('x@example.org', { kind: 'TEST', requestedBy: 'A', requestedAt: '' }, { token: Secret.of('x') })).rejects.toThrow(
      'carries no token',
    );
  });

  it('waits for a person when its token was sealed with a key that is gone', async () => {
    const circuit = (until: Date | null) =>
      database.forTenant(platformScope, async (tx) => {
        await tx.deliveryBudget.updateMany({ data: { circuitUntil: until } });
        await tx.deliveryQueue.updateMany({ data: { nextAt: new Date() } });
      });
    await circuit(inAnHour());
    const id = await enqueue('keyless@example.org', { kind: 'PASSWORD_RESET' }, { token: Secret.of(token) });
    const lost = new Vault(KeyRing.generate()).seal('x', tokenContext(id));
    await database.asSystem('spec', (tx) => tx.message.update({ where: { id }, data: { secret: Uint8Array.from(lost) } }));

    await circuit(null);
    const row = await reached(id, 'HELD');

    expect(row).toMatchObject({ failureClass: 'SECRET_UNREADABLE', sentence: expect.stringContaining('key file') });
    expect(sink.messages.some(({ to }) => to[0] === 'keyless@example.org')).toBe(false);
  });

  it('is PARKED while the server’s password can’t be read, and goes out once it is given again', async () => {
    await configure(new Vault(KeyRing.generate()));
    const id = await enqueue('parked@example.org', { kind: 'SECURITY_NOTICE', event: 'ACTIVATED' });
    const parked = await reached(id, 'PARKED');

    await configure(worker.get(Vault));
    await database.forTenant(platformScope, (tx) =>
      tx.deliveryBudget.updateMany({ where: { parkedAt: { not: null } }, data: { probeAt: new Date() } }),
    );
    const released = await reached(id, 'ACCEPTED');

    expect(parked.failureClass).toBe('SECRET_UNREADABLE');
    expect(released.attemptCount).toBe(2);
  });
});
