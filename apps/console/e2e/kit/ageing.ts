import pg from 'pg';
import type { World } from './world.ts';

// Links live an hour or more, a proven password ten minutes: the past is written into the database, since nothing else makes it so.

/** Every link that was made so far expired a minute ago. */
export const expireLinks = (world: World) => write(world, `update one_time_token set expires_at = now() - interval '1 minute'`);

/** Nobody has proved their password lately. */
export const forgetProvenPasswords = (world: World) => write(world, `update session set stepped_up_at = now() - interval '11 minutes'`);

/** Every consent that was begun so far is too old to count. */
export const expireConsents = (world: World) => write(world, `update oauth_consent set expires_at = now() - interval '1 minute'`);

/** The minute is over: the worker looks whether admins must be told of something. */
export const lookForNotices = (world: World) => write(world, `insert into jobs.job (name, data) values ('service-notices', '{}')`);

/** Copies of account mail that was accepted, over the last 24 hours: more by day than by night, as where people work. */
export const fillTheDay = (world: World) =>
  write(
    world,
    `with copy as (
       select m as mail, g as message, hour * interval '1 hour' + number * interval '137 seconds' as age,
         uuidv7(-(hour * interval '1 hour' + number * interval '137 seconds')) as id
       from message g join mail m on m.id = g.mail_id, generate_series(1, 23) hour,
         generate_series(1, (9 + 8 * sin((extract(hour from now())::int - hour - 7) * pi() / 12))::int) number
       where g.id = (select id from message where state = 'ACCEPTED' order by id limit 1)
     ), mails as (
       insert into mail select (jsonb_populate_record(mail, jsonb_build_object(
         'id', id, 'message_id_header', id || '@mail.example.org', 'created_at', now() - age))).* from copy
     )
     insert into message select (jsonb_populate_record(message, jsonb_build_object(
       'id', id, 'mail_id', id, 'created_at', now() - age, 'finished_at', now() - age + interval '1 second'))).* from copy`,
  );

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
