import { spawnSync } from 'node:child_process';
import { buildIfChanged } from './build.ts';
import { apiEnvironment } from './child-environment.ts';
import { openDatabase, prepareData } from './database.ts';
import { readInstallation, root, StartError } from './installation.ts';

// The way back in when mail is broken: `npm run admin:link -- <address>` on the machine itself. Works beside a running Posthorn too.
try {
  const address = process.argv[2];
  if (!address) throw new StartError('Say whose link it is: npm run admin:link -- <address>');
  const installation = readInstallation(process.env);
  const database = await openDatabase(installation, process.env, { share: true });
  try {
    await buildIfChanged((sentence) => console.log(sentence));
    await prepareData(installation, database);
    // Its answer is for a person: log lines below a warning would stand in it.
    const env = { ...apiEnvironment(installation, database, process.env), POSTHORN_LOG_LEVEL: 'warn' };
    const { status } = spawnSync(process.execPath, ['apps/api/dist/admin-link.js', address], { cwd: root, env, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } finally {
    await database.stop();
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
