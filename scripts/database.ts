import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '../libs/database/src/embedded.ts';
import { MigrationError } from '../libs/database/src/migrate-error.ts';
import { migrate, migrationsFolder, readMigrations } from '../libs/database/src/migrate.ts';
import type { RoleUrls } from '../libs/database/src/migrate-roles.ts';
import { KeyRing } from '../libs/vault/src/key-ring.ts';
import { keptFile, portVariables, StartError, type Installation } from './installation.ts';

/** A database that answers, with the URLs of its owner and of the login roles. */
export interface OpenDatabase {
  owner: string;
  roles: RoleUrls;
  /** Where its data are, for the start table. */
  place: string;
  /** Settles with the last log lines when the embedded server ends; never for a server of one's own. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL, or takes the server of DATABASE_URL. `share`: use the one that another process already runs. */
export async function openDatabase(
  installation: Installation,
  variables: NodeJS.ProcessEnv,
  options: { share?: boolean; onProgress?: (sentence: string) => void } = {},
): Promise<OpenDatabase> {
  const notOurs = { ended: new Promise<string>(() => undefined), stop: () => Promise.resolve() };
  if (installation.databaseUrl) {
    const { host, pathname } = new URL(installation.databaseUrl);
    return { owner: installation.databaseUrl, roles: rolesOf(installation, variables), place: `${host}${pathname}`, ...notOurs };
  }
  const running = options.share ? await runningEmbeddedPostgres(installation.home) : null;
  if (running) return { owner: running.owner, roles: running, place: installation.home, ...notOurs };
  const [variable] = portVariables.postgres;
  const server = await startEmbeddedPostgres({
    home: installation.home,
    port: installation.ports.postgres,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  }).catch((error: unknown) => {
    const { message } = error as Error;
    throw new StartError(message.startsWith('Port ') ? `${message} ${variable} moves it.` : message, { cause: error });
  });
  return { owner: server.urls.owner, roles: server.urls, place: server.place, ended: server.ended, stop: server.stop };
}

/** Migrates, and makes the key file on the very first start. Returns the names of the migrations applied now. */
export async function prepareData(
  installation: Installation,
  database: OpenDatabase,
  options: { newKeys?: boolean; onMigration?: (name: string) => void } = {},
): Promise<string[]> {
  const migrateOptions = { roles: database.roles, ...(options.onMigration ? { onMigration: options.onMigration } : {}) };
  const applied = await migrate(database.owner, migrateOptions).catch((error: unknown) => {
    throw sentenceOf(error, installation);
  });
  // A database that was there before and a missing key file: its secrets would be unreadable under new keys, unnoticed.
  const isNew = applied.length === readMigrations(migrationsFolder).length || options.newKeys;
  if (!isNew && !existsSync(installation.keyFile))
    throw new StartError(
      `The key file ${installation.keyFile} is missing, and the database holds secrets sealed with it. Restore it from the backup. ` +
        'Without it, `npm start -- --new-keys` goes on with new keys: every stored password must then be typed in again.',
    );
  KeyRing.parse(keptFile(installation.keyFile, () => KeyRing.generate().serialize()));
  return applied;
}

/** A server of one's own that does not answer or refuses the owner is a matter of configuration, not a fault with a stack. */
function sentenceOf(error: unknown, installation: Installation): Error {
  if (error instanceof MigrationError) return new StartError(error.message, { cause: error });
  const { code, message } = error as { code?: string; message: string };
  return installation.databaseUrl && code ? new StartError(`DATABASE_URL: ${message || code}`, { cause: error }) : (error as Error);
}

/** The role URLs from the environment; a missing one is DATABASE_URL with that role and a password generated once. */
function rolesOf(installation: Installation, variables: NodeJS.ProcessEnv): RoleUrls {
  const fresh = () => randomBytes(24).toString('base64url');
  const given = {
    app: variables.POSTHORN_DATABASE_APP_URL,
    worker: variables.POSTHORN_DATABASE_WORKER_URL,
    system: variables.POSTHORN_DATABASE_SYSTEM_URL,
  };
  const missing = Object.values(given).some((url) => !url);
  const file = path.join(installation.home, 'role-passwords.json');
  const passwords = missing
    ? (JSON.parse(keptFile(file, () => JSON.stringify({ app: fresh(), worker: fresh(), system: fresh() }))) as RoleUrls)
    : null;
  const url = (role: keyof RoleUrls) => {
    if (given[role]) return given[role];
    const made = new URL(installation.databaseUrl!);
    made.username = `posthorn_${role}`;
    made.password = passwords![role];
    return made.href;
  };
  return { app: url('app'), worker: url('worker'), system: url('system') };
}
