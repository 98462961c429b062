import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Database, migrate, platformProfileId, platformScope, platformTenantId, startEmbeddedPostgres } from '@posthorn/database';
import { KeyRing, SealError, Vault } from '@posthorn/vault';

const context = { tenantId: platformTenantId, table: 'platform_mail_settings', column: 'password', recordId: platformProfileId };
// Everyone may enter it, as the embedded server's own user must, where root runs the spec.
const folder = mkdtempSync('/tmp/posthorn-backup-');
const home = path.join(folder, 'home');
const place = `${home}-place`;
const backup = path.join(folder, 'backup');

beforeAll(() => execFileSync('chmod', ['0755', folder]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () => startEmbeddedPostgres({ home, rootPlace: place });
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

async function readPassword(urls: { app: string; system: string }): Promise<Uint8Array> {
  const database = new Database({ appUrl: urls.app, systemUrl: urls.system });
  const settings = await database.forTenant(platformScope, (tx) =>
    tx.platformMailSettings.findUniqueOrThrow({ where: { id: platformProfileId } }),
  );
  await database.close();
  return settings.password!;
}

describe('a backup of database and key file', () => {
  it('restores everything, and without its key file everything but the secrets', async () => {
    const keys = KeyRing.generate();
    const server = await start();
    await migrate(server.urls.owner, { roles: server.urls });
    const database = new Database({ appUrl: server.urls.app, systemUrl: server.urls.system });
    await database.forTenant(platformScope, (tx) =>
      tx.platformMailSettings.create({
        data: {
          tenantId: platformTenantId,
          id: platformProfileId,
          fromAddress: 'a@b.example',
          fromName: 'A',
          host: 'smtp.b.example',
          port: 587,
          password: new Uint8Array(new Vault(keys).seal('kept safe', context)),
        },
      }),
    );
    await database.close();
    await server.stop();
    writeFileSync(path.join(home, 'keys.json'), keys.serialize(), { mode: 0o600 });

    execFileSync('mkdir', [backup]);
    const parts = process.getuid?.() === 0 ? [home, place] : [home];
    for (const part of parts) copy(part, path.join(backup, path.basename(part)));
    for (const part of parts) rmSync(part, { recursive: true });
    for (const part of parts) copy(path.join(backup, path.basename(part)), part);
    const restored = await start();
    const sealed = await readPassword(restored.urls);
    await restored.stop();

    const restoredKeys = KeyRing.parse(readFileSync(path.join(home, 'keys.json'), 'utf8'));
    expect(new Vault(restoredKeys).open(sealed, context).reveal()).toBe('kept safe');
    expect(() => new Vault(KeyRing.generate()).open(sealed, context)).toThrow(SealError);
  }, 60_000);
});
