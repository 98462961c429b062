import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { WorkerProcessOptions } from './worker-process.ts';

const script = path.join(import.meta.dirname, 'worker-process.ts');

/** A worker as a process of its own, from its sources, with a channel to it. `nodeOptions` come before those it needs. */
export function spawnWorker(options: WorkerProcessOptions, nodeOptions: readonly string[] = []): ChildProcess {
  // The application's classes have parameter properties, which Node only transforms when told to.
  const needed = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
  return spawn(process.execPath, [...nodeOptions, ...needed, script, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}
