import pg from 'pg';

/** A migration can't be applied, the history of the database and the folder disagree, or a role's URL is wrong. The message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/** Where in a script PostgreSQL saw the error, as part of a sentence. */
export function lineOf(sql: string, error: unknown): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : NaN;
  return position ? ` in line ${sql.slice(0, position).split('\n').length}` : '';
}
