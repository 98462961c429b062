import { openDatabase, prepareData } from './database.ts';
import { readInstallation, StartError } from './installation.ts';

// For several machines or containers: migrates the server of DATABASE_URL, sets the passwords of the login roles and makes the key file
// on the very first run. `npm start` does the same by itself.
try {
  const installation = readInstallation(process.env);
  if (!installation.databaseUrl) throw new StartError('DATABASE_URL is missing: the URL of the owner of the database.');
  const database = await openDatabase(installation, process.env);
  const applied = await prepareData(installation, database, { newKeys: process.argv.includes('--new-keys') });
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'The database is current.');
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
