import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BuildProgress } from './build-progress.ts';
import { root, StartError } from './installation.ts';

const stamp = path.join(root, 'node_modules', '.posthorn-build');
const sources = ['apps', 'libs', 'prisma', 'package.json', 'pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json'];
/** What builds make and what they do not read. */
const ignored = /^(node_modules|dist|\.next|\.turbo|generated|coverage|e2e|test|next-env\.d\.ts|.*\.tsbuildinfo|.*\.spec\.tsx?)$/;
/** Without these nothing starts, whatever the stamp says. */
const outputs = ['apps/api/dist/main.js', 'apps/console/.next/BUILD_ID'];

/** Builds all workspaces when a source changed since the last build. Throws {@link StartError} when turbo fails. */
export async function buildIfChanged(say: (sentence: string) => void): Promise<void> {
  const hash = hashOf(sources.map((source) => path.join(root, source)));
  const isCurrent =
    outputs.every((output) => existsSync(path.join(root, output))) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isCurrent) return;
  say('Building (about a minute the first time) ...');
  await build((sentence) => say(`  ${sentence}`));
  writeFileSync(stamp, hash);
}

/** `turbo run build`, with a sentence for each package that is done. */
function build(say: (sentence: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const turbo = spawn('turbo', ['run', 'build', '--log-order=grouped', '--ui=stream', '--no-color'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const progress = new BuildProgress();
    createInterface(turbo.stdout).on('line', (line) => {
      const sentence = progress.read(line);
      if (sentence) say(sentence);
    });
    process.once('exit', () => turbo.kill());
    turbo.once('error', reject);
    turbo.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new StartError(`The build failed:\n${progress.failure()}`));
    });
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
