import pg from 'pg';

/**
 * A small pool of connections as posthorn_worker. A statement that takes 30 s is given up: by then its leases are over.
 *
 * @param name application_name in pg_stat_activity
 */
export function openWorkerPool(url: string, name: string, options: { max: number; onError: (error: unknown) => void }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: options.max,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  pool.on('error', options.onError);
  return pool;
}
