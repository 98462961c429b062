import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { root } from './installation.ts';
import { run, type Outcome } from './test-command.ts';

/** One step that is no spec. It counts as one passed or failed. */
export interface Check {
  name: string;
  title: string;
  run: (env: NodeJS.ProcessEnv) => Promise<Outcome>;
}

const turbo = (task: string) => (env: NodeJS.ProcessEnv) =>
  run('turbo', ['run', task, '--ui=stream', '--log-order=grouped', '--output-logs=errors-only'], { env });
const command =
  (name: string, ...args: string[]) =>
  (env: NodeJS.ProcessEnv) =>
    run(name, args, { env });

/** What everything else needs: in this order, one after the other. */
export const preparations: Check[] = [
  { name: 'generate', title: 'Generated code', run: turbo('generate') },
  { name: 'build', title: 'Build', run: turbo('build') },
];

/** Independent of one another. */
export const checks: Check[] = [
  { name: 'lint', title: 'Lint (eslint, with types)', run: command('eslint', '.', '--max-warnings', '0', '--concurrency', 'off') },
  { name: 'types', title: 'Types (tsc in every workspace)', run: types },
  { name: 'format', title: 'Format (prettier)', run: command('prettier', '--check', '--log-level', 'warn', '.') },
  {
    name: 'boundaries',
    title: 'Boundaries (dependency-cruiser)',
    run: boundaries,
  },
  { name: 'unused', title: 'Unused code and dependencies (knip)', run: command('knip') },
];

async function types(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const projects = globSync('{apps/*,apps/*/e2e,libs/*,scripts,docker}/tsconfig.json', { cwd: root }).sort();
  let all: Outcome = { code: 0, output: '' };
  for (const project of projects.filter((file) => existsSync(path.join(root, file)))) {
    const { code, output } = await run('tsc', ['-p', project, '--noEmit'], { env });
    if (code !== 0) all = { code: 1, output: `${all.output}${project}\n${output}` };
  }
  return all;
}

async function boundaries(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const imports = await run('depcruise', ['--config', '.dependency-cruiser.mjs', 'apps', 'libs', 'scripts', 'docker'], { env });
  const folders = await run('depcruise', ['--config', '.dependency-cruiser-folders.mjs', 'apps', 'libs'], { env });
  return { code: imports.code || folders.code, output: imports.output + folders.output };
}
