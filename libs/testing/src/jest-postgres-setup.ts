import { sharePostgres } from './postgres.ts';

/** Starts the run's shared PostgreSQL before the first spec; its end is left for the teardown in the same process. */
export default async function setUp(): Promise<void> {
  (globalThis as { endSharedPostgres?: () => Promise<void> }).endSharedPostgres = await sharePostgres();
}
