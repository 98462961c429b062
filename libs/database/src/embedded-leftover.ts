import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends the server that a killed launcher left behind in `data`, with SIGINT (fast shutdown), and removes its lock file.
 * Throws when that server belongs to a launcher that is still alive: two of them on one folder would stop each other.
 */
export async function endLeftover(data: string, launcherFile: string): Promise<void> {
  const lock = path.join(data, 'postmaster.pid');
  // A server whose launcher was just killed ends by itself; give it that second before looking closer.
  for (let waited = 0; waited < 1_000 && existsSync(lock) && !livingLauncher(launcherFile); waited += 50) await sleep(50);
  const pid = serverPid(lock);
  if (pid === null) return;
  if (!commandOf(pid)?.includes(data)) return rmSync(lock, { force: true });
  const launcher = livingLauncher(launcherFile);
  if (launcher) throw new Error(`Posthorn already runs in this folder (process ${launcher}). Stop it first.`);
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    kill(pid, signal);
    for (let waited = 0; waited < 5_000; waited += 50) {
      if (!commandOf(pid)?.includes(data)) return rmSync(lock, { force: true });
      await sleep(50);
    }
  }
  throw new Error(`An old PostgreSQL (process ${pid}) in ${data} does not end. End it by hand.`);
}

/** `<pid> <command line>` of the process that starts the server; the command line tells a reused pid apart. */
export function launcherMark(): string {
  return `${process.pid} ${commandOf(process.pid) ?? ''}`;
}

function livingLauncher(file: string): number | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const pid = Number(text.split(' ', 1)[0]);
  if (!pid || pid === process.pid) return null;
  return commandOf(pid) === text.slice(text.indexOf(' ') + 1) ? pid : null;
}

function serverPid(lock: string): number | null {
  if (!existsSync(lock)) return null;
  return Number(readFileSync(lock, 'utf8').split('\n', 1)[0]) || null;
}

/** The command line of a process, null when there is none. */
function commandOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
    return (
      execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
    );
  } catch {
    return null;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}
