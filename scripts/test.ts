import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checks, preparations, type Check } from './test-checks.ts';
import { endAll } from './test-command.ts';
import { hasSpecs, runSpecs, type Count, type Project } from './test-specs.ts';

// npm test                                     everything
// npm test -- --only lint types                some steps: generate build lint types format boundaries unused unit database journeys
// npm test -- --only unit -- libs/vault        some steps, and of the specs those whose path matches

const { steps, patterns } = readArguments(process.argv.slice(2));
const startedAt = Date.now();
const temp = mkdtempSync(path.join(tmpdir(), 'posthorn-run-'));
// PostgreSQL runs as an unprivileged user when root runs this, and must pass through.
chmodSync(temp, 0o711);
const total: Count = { passed: 0, failed: 0 };
const failures: string[] = [];

process.once('exit', () => {
  endAll();
  rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
process.on('disconnect', () => process.exit(1));
process.channel?.unref();

const env = environment();
for (const check of preparations.filter(isWanted)) await conclude(check);
const wanted = checks.filter(isWanted);
// Two at a time: one core each on a small machine.
const queue = [...wanted];
await Promise.all(
  [1, 2].map(async () => {
    for (let check = queue.shift(); check; check = queue.shift()) await conclude(check);
  }),
);
await specs(['unit', 'database'], 'Specs: units, API, architecture', 2);
await specs(['journeys'], 'Browser journeys', 1);

if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${seconds(startedAt)} in all`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function isWanted(check: Check): boolean {
  return steps.size === 0 || steps.has(check.name);
}

async function conclude(check: Check): Promise<void> {
  const since = Date.now();
  console.log(`... ${check.title}`);
  const { code, output } = await check.run(env);
  const passed = code === 0;
  console.log(`${passed ? 'ok ' : 'NOT OK'} ${check.title} (${seconds(since)})`);
  if (!passed) console.log(`${output.trimEnd().replaceAll(/^/gm, '    ')}\n`);
  count({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 }, check.title);
}

async function specs(projects: Project[], title: string, workers: number): Promise<void> {
  const chosen = projects.filter((project) => steps.size === 0 || steps.has(project));
  if (chosen.length === 0) return;
  const since = Date.now();
  console.log(`\n... ${title}`);
  const missing = chosen.includes('journeys') && !hasSpecs('apps/console/e2e');
  if (missing) console.log('apps/console/e2e holds no spec.');
  const result = missing ? { passed: 0, failed: 1 } : await runSpecs(chosen, { env, temp, patterns, workers });
  console.log(`${result.failed === 0 ? 'ok ' : 'NOT OK'} ${title}: ${result.passed} passed, ${result.failed} failed (${seconds(since)})\n`);
  count(result, title);
}

function count(result: Count, title: string): void {
  total.passed += result.passed;
  total.failed += result.failed;
  if (result.failed > 0) failures.push(title);
}

/** Everything a step writes outside the clone goes into this run's temp folder; of Posthorn's variables none reaches a spec. */
function environment(): NodeJS.ProcessEnv {
  const home = path.join(temp, 'home');
  mkdirSync(home);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|POSTHORN_(?!CHROMIUM$).*|npm_.*)$/.test(name));
  return {
    ...Object.fromEntries(inherited),
    TMPDIR: temp,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    FORCE_COLOR: '0',
  };
}

function readArguments(all: string[]): { steps: Set<string>; patterns: string[] } {
  const [before, after] = all.includes('--') ? [all.slice(0, all.indexOf('--')), all.slice(all.indexOf('--') + 1)] : [all, []];
  const names = [...preparations, ...checks].map((check) => check.name).concat('unit', 'database', 'journeys');
  const chosen = before.filter((word) => word !== '--only').flatMap((word) => word.split(','));
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(', ')}. The steps: ${names.join(' ')}`);
    process.exit(2);
  }
  return { steps: new Set(chosen), patterns: after };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
