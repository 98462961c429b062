/** Ends what jest-postgres-setup.ts started. */
export default async function tearDown(): Promise<void> {
  await (globalThis as { endSharedPostgres?: () => Promise<void> }).endSharedPostgres?.();
}
