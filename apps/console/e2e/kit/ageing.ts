import pg from 'pg';
import type { World } from './world.ts';

// Links live an hour or more, a proven password ten minutes: the past is written into the database, since nothing else makes it so.

/** Every link that was made so far expired a minute ago. */
export const expireLinks = (world: World) => write(world, `update one_time_token set expires_at = now() - interval '1 minute'`);

/** Nobody has proved their password lately. */
export const forgetProvenPasswords = (world: World) => write(world, `update session set stepped_up_at = now() - interval '11 minutes'`);

async function write({ product }: World, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: product.database.urls.superuser });
  await client.connect();
  try {
    const { rowCount } = await client.query(sql);
    if (rowCount === 0) throw new Error(`Nothing to change: ${sql}`);
  } finally {
    await client.end();
  }
}
