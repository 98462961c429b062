export { launchBrowser } from './browser.ts';
export { startPostgres, type TestDatabase, type TestPostgres } from './postgres.ts';
