import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, StartError } from './installation.ts';

/** Longest wait for a process to say that it is ready. */
const readyWithinMs = 60_000;
/** A process ends by itself within 10 s of SIGTERM; then it is killed. */
const endWithinMs = 11_000;

/** One process of Posthorn. Its output goes to a log file; it ends when the pipe on its stdin closes, even when we were killed. */
export interface Child {
  name: string;
  /** Settles at its line `"msg":"ready"`; rejects with its last lines when it ends before or takes over a minute. */
  ready: Promise<void>;
  /** Settles when it ended, with a sentence that says how, and its last 20 lines. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts `node <args>` in the clone. */
export function startChild(name: string, args: string[], options: { env: NodeJS.ProcessEnv; logs: string }): Child {
  mkdirSync(options.logs, { recursive: true, mode: 0o700 });
  const log = createWriteStream(path.join(options.logs, `${name}.log`), { mode: 0o600 });
  // Detached: Ctrl-C reaches the launcher only, which ends its children in order.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...options.env, POSTHORN_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => undefined);
  const tail: string[] = [];
  let sayReady: () => void;
  const saidReady = new Promise<void>((resolve) => (sayReady = resolve));
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      log.write(`${line}\n`);
      tail.push(line);
      if (tail.length > 20) tail.shift();
      if (line.includes('"msg":"ready"')) sayReady();
    });
  const ended = endOf(child).then((how) => `${name} ${how}. Its last lines:\n${tail.map((line) => `  ${line}`).join('\n')}`);
  return { name, ready: readyOf(name, saidReady, ended, tail), ended, stop: () => stop(child, ended) };
}

async function readyOf(name: string, saidReady: Promise<void>, ended: Promise<string>, tail: string[]): Promise<void> {
  const late = sleep(readyWithinMs, null, { ref: false });
  const first = await Promise.race([saidReady.then(() => 'ready' as const), ended, late]);
  if (first === 'ready') return;
  throw new StartError(first ?? `${name} is not ready after ${readyWithinMs / 1000} s. Its last lines:\n${tail.join('\n')}`);
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not start (${error.message})`));
    child.once('close', (code, signal) => resolve(`ended ${signal ? `by ${signal}` : `with code ${code}`}`));
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const inTime = await Promise.race([ended.then(() => true), sleep(endWithinMs, false, { ref: false })]);
  if (!inTime) child.kill('SIGKILL');
  await ended;
}
