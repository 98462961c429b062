import { randomBytes } from 'node:crypto';
import type { OpenDatabase } from './database.ts';
import type { Installation } from './installation.ts';

/** What the API, the worker and the sandbox are told. The owner's URL is not among it: only migrations run as the owner. */
export function apiEnvironment(installation: Installation, database: OpenDatabase, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL: _owner, POSTHORN_DATA: _home, ...rest } = variables;
  const embedded = installation.databaseUrl ? '0' : '1';
  return {
    ...rest,
    ...ports(installation),
    NODE_ENV: 'production',
    // Hosts are looked up on these threads; with Node's four, a few slow name servers would hold up everybody's mail.
    UV_THREADPOOL_SIZE: variables.UV_THREADPOOL_SIZE || '32',
    POSTHORN_PUBLIC_URL: installation.publicUrl,
    POSTHORN_KEY_FILE: installation.keyFile,
    POSTHORN_DATABASE_APP_URL: database.roles.app,
    POSTHORN_DATABASE_WORKER_URL: database.roles.worker,
    POSTHORN_DATABASE_SYSTEM_URL: database.roles.system,
    POSTHORN_EMBEDDED: embedded,
    POSTHORN_DEMO: variables.POSTHORN_DEMO || embedded,
    POSTHORN_SANDBOX: installation.sandbox ? '1' : '0',
  };
}

/** Proves the console to the API; of this start, since both are started here. One that was given serves an API elsewhere. */
const proxySecret = process.env.POSTHORN_PROXY_SECRET || randomBytes(32).toString('base64url');

/** What the console is told: no database, no keys. */
export function consoleEnvironment(installation: Installation, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secrets = /^(DATABASE_URL|POSTHORN_DATABASE_.*|POSTHORN_KEY_FILE|POSTHORN_DATA)$/;
  const rest = Object.fromEntries(Object.entries(variables).filter(([name]) => !secrets.test(name)));
  return {
    ...rest,
    ...ports(installation),
    NODE_ENV: 'production',
    POSTHORN_PUBLIC_URL: installation.publicUrl,
    POSTHORN_API_URL: variables.POSTHORN_API_URL || `http://127.0.0.1:${installation.ports.api}`,
  };
}

function ports(installation: Installation): NodeJS.ProcessEnv {
  return {
    POSTHORN_HOST: installation.host,
    POSTHORN_PROXY_SECRET: proxySecret,
    POSTHORN_CONSOLE_PORT: String(installation.ports.console),
    POSTHORN_API_PORT: String(installation.ports.api),
    POSTHORN_SANDBOX_SMTP_PORT: String(installation.ports.sandbox),
    POSTHORN_METRICS_PORT: String(installation.ports.metrics),
  };
}
