import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, StartError } from './installation.ts';

const stamp = path.join(root, 'node_modules', '.posthorn-build');
const sources = ['apps', 'libs', 'prisma', 'package.json', 'pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json'];
/** What builds make and what they do not read. */
const ignored = /^(node_modules|dist|\.next|\.turbo|generated|coverage|e2e|test|next-env\.d\.ts|.*\.tsbuildinfo|.*\.spec\.tsx?)$/;
/** Without these nothing starts, whatever the stamp says. */
const outputs = ['apps/api/dist/main.js', 'apps/console/.next/BUILD_ID'];

/** Builds all workspaces when a source changed since the last build. Throws {@link StartError} when turbo fails. */
export async function buildIfChanged(onBuild: () => void): Promise<void> {
  const hash = hashOf(sources.map((source) => path.join(root, source)));
  const isCurrent =
    outputs.every((output) => existsSync(path.join(root, output))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isCurrent) return;
  onBuild();
  await build();
  writeFileSync(stamp, hash);
}

/** `turbo run build`, its progress on the terminal. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const turbo = spawn('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=grouped', '--ui=stream'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    process.once('exit', () => turbo.kill());
    turbo.once('error', reject);
    turbo.once('exit', (code) => (code === 0 ? resolve() : reject(new StartError('The build failed; the reason stands above.'))));
  });
}

function hashOf(paths: string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesIn)) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesIn(start: string): string[] {
  if (statSync(start).isFile()) return [start];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() || entry.isFile()) && !ignored.test(entry.name))
    .map((entry) => path.join(start, entry.name))
    .sort()
    .flatMap(filesIn);
}
