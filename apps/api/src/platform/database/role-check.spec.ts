import { startPostgres, type TestDatabase } from '@posthorn/testing';
import { refuseStrongRole } from './role-check.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await (await startPostgres()).createDatabase();
});

describe('the roles a process connects as', () => {
  it.each(['superuser', 'owner'] as const)('may not be the %s', async (role) => {
    await expect(refuseStrongRole('POSTHORN_DATABASE_APP_URL', database.urls[role])).rejects.toThrow(
      /POSTHORN_DATABASE_APP_URL connects as/,
    );
  });

  it.each(['app', 'worker', 'system'] as const)('may be the %s role', async (role) => {
    await expect(refuseStrongRole('ANY', database.urls[role])).resolves.toBeUndefined();
  });
});
