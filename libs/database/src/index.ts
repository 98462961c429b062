export { Database, type DatabaseOptions, type IdentityScope, type TenantScope, type Tx } from './database.ts';
export { Prisma } from './generated/client.ts';
export type * from './generated/client.ts';
export * from './generated/enums.ts';
export { platformOAuthClientId, platformProfileId, platformScope, platformTenantId } from './reserved.ts';
export { runningEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded.ts';
export { migrate, migrationsFolder, pendingMigrations, type MigrateOptions } from './migrate.ts';
export { MigrationError } from './migrate-error.ts';
