import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { WorkerProcessOptions } from './worker-process.ts';

const thisClone = path.resolve(import.meta.dirname, '../../../..');

/**
 * A worker as a process of its own, from its sources, with a channel to it. `nodeOptions` come before those it needs. `clone`: where the sources
 * of an earlier version are.
 */
export function spawnWorker(options: WorkerProcessOptions, nodeOptions: readonly string[] = [], clone = thisClone): ChildProcess {
  // The application's classes have parameter properties, which Node only transforms when told to.
  const needed = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
  const script = path.join(clone, 'apps/api/test/delivery/worker-process.ts');
  return spawn(process.execPath, [...nodeOptions, ...needed, script, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}
