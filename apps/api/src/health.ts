import { readFileSync } from 'node:fs';
import pg from 'pg';
import { readHealthConfig } from './platform/config/health-config.ts';
import { boot } from './platform/process.ts';

/** Longer than any pause of a worker between two claims, and than a statement may take. */
const maxSilence = '35 s';
const timeoutMs = 4_000;

const environment = readHealthConfig();
const host = environment.POSTHORN_HOST === '0.0.0.0' ? '127.0.0.1' : environment.POSTHORN_HOST;

/** How to see, for each part of the product, that it does its work: by the file that it was started with. */
const probes: [started: RegExp, probe: () => Promise<void>][] = [
  [/\bmain\.js/, () => assertPage(environment.POSTHORN_API_PORT, '/readyz')],
  // A page of its own: what is behind it is the API's health.
  [/\bserver\.ts/, () => assertPage(environment.POSTHORN_CONSOLE_PORT, '/icon.svg')],
  [/\bworker\.js/, assertClaims],
];

async function assertPage(port: number, path: string): Promise<void> {
  const response = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
}

/** A worker listens on no port; it is seen by the claims that it makes from this address, in this installation's database alone. */
async function assertClaims(): Promise<void> {
  const client = new pg.Client({
    connectionString: environment.POSTHORN_DATABASE_WORKER_URL,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `select from pg_stat_activity where application_name = 'posthorn-worker' and datname = current_database()
         and client_addr is not distinct from inet_client_addr() and state_change > now() - $1::interval limit 1`,
      [maxSilence],
    );
    if (rowCount === 0) throw new Error(`The worker has claimed nothing for ${maxSilence}.`);
  } finally {
    await client.end();
  }
}

// The container's HEALTHCHECK: ends with 0 when what this container runs does its work, else with 1 and the reason. The part is named, or
// read from the command line of the container's first process.
await boot(async () => {
  const started = process.argv[2] ?? readFileSync('/proc/1/cmdline', 'utf8');
  const [, probe] = probes.find(([file]) => file.test(started)) ?? [];
  if (!probe) throw new Error(`No part of Posthorn runs as ${started.replaceAll('\0', ' ')}.`);
  await probe();
  console.log('ok');
});
