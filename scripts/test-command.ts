import { spawn, type ChildProcess } from 'node:child_process';
import { root } from './installation.ts';

/** What a command printed and how it ended. */
export interface Outcome {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  output: string;
}

const running = new Set<ChildProcess>();

/**
 * Runs a command in the clone, in a process group of its own that is gone when this settles: what a step forgets to end must not
 * outlive the run. `show`: straight to the terminal instead of into `output`. After `timeoutMs` (default 15 min) it is killed.
 */
export function run(
  command: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; show?: boolean; timeoutMs?: number },
): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd: root,
    env: options.env,
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const minutes = (options.timeoutMs ?? 900_000) / 60_000;
  const timer = setTimeout(() => {
    output += `\nStopped after ${minutes} minutes.\n`;
    endGroup(child);
  }, minutes * 60_000);
  return new Promise((resolve) => {
    const settle = (code: number | null) => {
      clearTimeout(timer);
      endGroup(child);
      running.delete(child);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += error.message;
      settle(null);
    });
    child.once('exit', (code) => settle(code));
  });
}

/** Ends every command that is under way. */
export function endAll(): void {
  for (const child of running) endGroup(child);
}

function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}
