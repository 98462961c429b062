import pg from 'pg';
import { defineFunctions, functionsFolder, readFunctions } from './migrate-functions.ts';

interface Definition {
  name: string;
  signature: string;
  /** Everything that a file decides: signature, language, options, body; owner; who may run it. */
  source: string;
  owner: string;
  runners: string;
}

/**
 * What the functions of schema `app` and the folder disagree about, a sentence each, empty when they agree. For specs and developers: it needs the
 * owner, and changes nothing, because it applies the files in a transaction that is rolled back.
 */
export async function functionDrift(ownerUrl: string, folder = functionsFolder): Promise<string[]> {
  const files = readFunctions(folder);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'posthorn-drift' });
  await client.connect();
  try {
    await client.query('begin');
    const before = await definitions(client);
    await defineFunctions(client, files);
    const after = await definitions(client);
    await client.query('rollback');
    const names = new Set(files.map(({ name }) => name));
    return [
      ...before.filter(({ name }) => !names.has(name)).map(({ signature }) => `${signature} has no file`),
      ...duplicates(before).map((name) => `app.${name} stands there with several signatures`),
      ...after.flatMap((wanted) => differences(before, wanted)),
    ];
  } finally {
    await client.end();
  }
}

/** A file makes one function: another signature is what an older file left behind. */
function duplicates(found: readonly Definition[]): string[] {
  const names = found.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
}

function differences(before: readonly Definition[], wanted: Definition): string[] {
  const found = before.find(({ signature }) => signature === wanted.signature);
  if (!found) return [`${wanted.signature} is missing`];
  const parts = (['source', 'owner', 'runners'] as const).filter((part) => found[part] !== wanted[part]);
  return parts.map((part) => `${wanted.signature} has another ${part} than its file`);
}

async function definitions(client: pg.Client): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(`
    select p.proname as name, p.oid::regprocedure::text as signature, pg_get_functiondef(p.oid) as source, p.proowner::regrole::text as owner,
      (select string_agg(distinct case a.grantee when 0 then 'public' else a.grantee::regrole::text end, ', ')
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a) as runners
    from pg_proc p where p.pronamespace = 'app'::regnamespace order by 2`);
  return rows;
}
