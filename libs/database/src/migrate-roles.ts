import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { MigrationError } from './migrate-error.ts';

/** Connection URLs of the login roles posthorn_app, posthorn_worker and posthorn_system. */
export interface RoleUrls {
  app: string;
  worker: string;
  system: string;
}

/**
 * Gives each login role the password of its URL, unless that URL works already: a managed server's roles may have been made by
 * somebody else, and then the owner may not alter them. Throws when a URL names another role.
 */
export async function setRolePasswords(owner: pg.Client, urls: RoleUrls): Promise<void> {
  for (const name of ['app', 'worker', 'system'] as const) {
    const url = urls[name];
    const role = `posthorn_${name}`;
    const { username, password } = new URL(url);
    const variable = `POSTHORN_DATABASE_${name.toUpperCase()}_URL`;
    if (decodeURIComponent(username) !== role) throw new MigrationError(`${variable} must connect as ${role}.`);
    if (await connects(url)) continue;
    if (!password) throw new MigrationError(`${variable} must carry the password of ${role}.`);
    await owner.query(`alter role ${role} login password '${scramVerifier(decodeURIComponent(password))}'`);
  }
}

async function connects(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Class 28: the role or its password is refused. Anything else is not ours to cure.
    if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The form in which PostgreSQL stores a password (RFC 5803), so that the password itself never reaches a statement or its log. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const key = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}
