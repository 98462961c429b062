/** A migration can't be applied, the history of the database and the folder disagree, or a role's URL is wrong. The message says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}
