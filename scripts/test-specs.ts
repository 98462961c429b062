import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './installation.ts';
import { run } from './test-command.ts';

/** How many specs passed and failed; a spec file that could not even run counts as one failed. */
export interface Count {
  passed: number;
  failed: number;
}

/** The projects of jest.config.mjs. */
export type Project = 'unit' | 'database' | 'journeys';

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Runs jest over the projects, its own report on the terminal. `patterns`: only spec files whose path matches one. */
export async function runSpecs(
  projects: Project[],
  options: { env: NodeJS.ProcessEnv; temp: string; patterns: string[]; workers: number },
): Promise<Count> {
  const report = path.join(options.temp, `jest-${projects.join('-')}.json`);
  rmSync(report, { force: true });
  const flags = [
    '--config',
    'jest.config.mjs',
    '--selectProjects',
    ...projects,
    '--maxWorkers',
    String(options.workers),
    '--json',
    // A spec that forgot to close something must not hold up the run.
    '--forceExit',
    `--outputFile=${report}`,
  ];
  const env = { ...options.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };
  const { code } = await run(process.execPath, ['node_modules/jest/bin/jest.js', ...flags, ...options.patterns], {
    env,
    show: true,
    timeoutMs: 1_200_000,
  });
  if (!existsSync(report)) {
    console.log(`jest ended with code ${code} and without a report.`);
    return { passed: 0, failed: 1 };
  }
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest fails for other reasons too: no spec matched, or the shared PostgreSQL did not start.
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Whether the folder exists and holds a spec. */
export function hasSpecs(folder: string): boolean {
  const full = path.join(root, folder);
  return existsSync(full) && readdirSync(full, { recursive: true }).some((name) => String(name).endsWith('.spec.ts'));
}
