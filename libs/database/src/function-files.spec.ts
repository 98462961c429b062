import { functionsFolder, readFunctions } from './migrate-functions.ts';
import { migrationsFolder, readMigrations } from './migrate.ts';

describe('SQL functions', () => {
  it('stand in one file each: migrations since then make none', () => {
    const last = '20261120000900_token_waits';
    const newer = readMigrations(migrationsFolder).filter(({ name }) => name > last);

    expect(newer.filter(({ sql }) => makesFunction(sql)).map(({ name }) => name)).toEqual([]);
    expect(makesFunction('create or replace function app.claim_messages()')).toBe(true);
    expect(makesFunction('drop function app.claim_messages();')).toBe(false);
  });

  it.each(readFunctions(functionsFolder))('$name.sql makes app.$name, and says who may run it', ({ name, sql }) => {
    const made = [...sql.matchAll(/^create.* function (\S+?)\(/gm)].map(([, each]) => each);

    expect(made).toEqual([`app.${name}`]);
    expect(sql).toContain(`revoke all on function app.${name}(`);
    if (/language plpgsql|security definer/.test(sql)) expect(sql).toContain('set search_path = pg_catalog, public, pg_temp');
  });
});

/** Functions of schema `jobs` are pg-boss's. */
function makesFunction(sql: string): boolean {
  return /create\s+(or\s+replace\s+)?(function|procedure)\s+(?!jobs\.)/i.test(sql);
}
