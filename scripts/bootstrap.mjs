// Runs on any Node >= 20. Installs when the lockfile changed, then hands over to the Node 24 that npm installed:
// asking the registry on every start would take minutes offline, comparing a stamp takes milliseconds.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const pnpmVersion = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).devEngines.packageManager.version;
const stamp = path.join(root, 'node_modules', '.posthorn-lock');
const lock = createHash('sha256')
  .update(fs.readFileSync(path.join(root, 'pnpm-lock.yaml')))
  .digest('hex');
const bin = path.join(root, 'node_modules', '.bin');
const quiet = { NEXT_TELEMETRY_DISABLED: '1', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', CHECKPOINT_DISABLE: '1' };
const env = { ...process.env, ...quiet, PATH: `${bin}${path.delimiter}${process.env.PATH}` };

if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== lock) {
  console.log('Installing packages (first run, or the lockfile changed) ...');
  const install = spawnSync('npx', ['--yes', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  fs.writeFileSync(stamp, lock);
}

// The channel tells the script when this process is gone, however it went.
const child = spawn(path.join(root, 'node_modules', 'node', 'bin', 'node'), process.argv.slice(2), {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

// Under npm our parent is npm, or a shell between us. When npm was killed nobody can stop us any more, so we stop.
const npm = process.env.npm_lifecycle_event ? npmProcess() : null;
if (npm) setInterval(() => isGone(npm) && child.kill('SIGTERM'), 500).unref();

function npmProcess() {
  try {
    // "<pid> (<name>) <state> <parent> ..."
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(fs.readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return /^(da|ba)?sh$/.test(name) ? Number(parent) : process.ppid;
  } catch {
    return process.ppid;
  }
}

function isGone(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
