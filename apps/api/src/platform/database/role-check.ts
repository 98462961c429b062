import pg from 'pg';

/** Throws when the role of this URL could read past row-level security: a superuser, a role with BYPASSRLS, or the owner of the tables. */
export async function refuseStrongRole(variable: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; strong: boolean; owner: boolean }>(
      `select current_user as name, r.rolsuper or r.rolbypassrls as strong,
        exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and pg_has_role(current_user, c.relowner, 'member')) as owner
       from pg_roles r where r.rolname = current_user`,
    );
    const role = rows[0];
    if (!role || role.strong || role.owner) {
      throw new Error(
        `${variable} connects as ${role?.name ?? 'nobody'}, whom row-level security would not bind. Use the role that the migrations made for it; the owner's URL belongs in DATABASE_URL, for migrations only.`,
      );
    }
  } finally {
    await client.end();
  }
}
