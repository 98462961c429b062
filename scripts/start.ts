import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfChanged } from './build.ts';
import { startChild, type Child } from './child.ts';
import { apiEnvironment, consoleEnvironment } from './child-environment.ts';
import { openDatabase, prepareData, type OpenDatabase } from './database.ts';
import { readInstallation, root, StartError, type Installation } from './installation.ts';
import { checkPorts } from './ports.ts';

const startedAt = Date.now();
const say = (sentence: string) => console.log(sentence);
let database: OpenDatabase | undefined;
const children: Child[] = [];

let stopping: Promise<void> | undefined;
/** Ends the children, then the database; exits with the code. A second call while that goes on changes nothing. */
function stop(code: number, reason?: string): Promise<void> {
  stopping ??= (async () => {
    if (reason) console.error(`\n${reason}\n`);
    await Promise.all(children.map((child) => child.stop()));
    await database?.stop();
    process.exit(code);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!stopping) say('\nStopping ...');
    void stop(0);
  });
// npm's side of the terminal is gone: nobody could stop us any more.
process.on('disconnect', () => void stop(0));
process.channel?.unref();

try {
  const installation = readInstallation(process.env);
  await checkPorts(installation);
  if (!installation.databaseUrl) say('Starting PostgreSQL ...');
  database = await openDatabase(installation, process.env, { onProgress: (sentence) => say(`  ${sentence} ...`) });
  void database.ended.then((lines) => stop(1, `PostgreSQL ended. Its last lines:\n${lines}`));
  await buildIfChanged(say);
  await prepareData(installation, database, {
    newKeys: process.argv.includes('--new-keys'),
    onMigration: (name) => say(`Migrating the database: ${name}`),
  });
  say('Starting API, worker and console ...');
  await startChildren(installation, database);
  showTable(installation, database);
} catch (error) {
  if (!stopping) await stop(1, error instanceof StartError ? error.message : String((error as Error).stack));
}

async function startChildren(installation: Installation, open: OpenDatabase): Promise<void> {
  const logs = path.join(installation.home, 'logs');
  const api = { env: apiEnvironment(installation, open, process.env), logs };
  children.push(startChild('api', ['apps/api/dist/main.js'], api), startChild('worker', ['apps/api/dist/worker.js'], api));
  if (installation.sandbox) children.push(startChild('sandbox', ['apps/api/dist/sandbox.js'], api));
  children.push(startChild('console', ['apps/console/server.ts'], { env: consoleEnvironment(installation, process.env), logs }));
  await Promise.all(children.map((child) => child.ready));
  for (const child of children) void child.ended.then((how) => stop(1, how));
}

/** The one-time link of the first system admin; null once there is one. */
function setupLink(installation: Installation, open: OpenDatabase): string | null {
  const script = spawnSync(process.execPath, ['apps/api/dist/setup-link.js'], {
    cwd: root,
    env: apiEnvironment(installation, open, process.env),
    encoding: 'utf8',
  });
  if (script.status !== 0) throw new StartError(`The link for the system admin could not be made:\n${script.stderr}${script.stdout}`);
  return script.stdout.trim().split('\n').at(-1) || null;
}

function showTable(installation: Installation, open: OpenDatabase): void {
  const link = setupLink(installation, open);
  const keys = path.relative(root, installation.home).startsWith('..') ? installation.home : path.relative(root, installation.home);
  const rows: [string, string][] = [
    ['Console', `${installation.publicUrl}/sign-in`],
    ...(link ? ([['System admin', `${link}  (one-time link: choose your address and password)`]] as [string, string][]) : []),
    ...(installation.sandbox
      ? ([['Sandbox', `smtp://${installation.host}:${installation.ports.sandbox}  (captures mail, delivers none)`]] as [string, string][])
      : []),
    ['GraphQL', `${installation.publicUrl}/graphql`],
    ['Database', open.place],
    ['Keys and logs', keys],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  say(`\nPosthorn is ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s. Ctrl-C stops it.\n`);
  for (const [label, value] of rows) say(`  ${label.padEnd(width)}  ${value}`);
  say('');
}
