import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const clone = path.resolve(import.meta.dirname, '../../../..');

/** A shallow clone holds none, nor do sources without a history. */
export function hasCommit(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: clone }).status === 0;
}

/**
 * The sources of an earlier commit in a folder of their own, ready to run: packages of the registry are this clone's, Posthorn's own are that
 * commit's.
 */
export function unpackEarlierVersion(commit: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-earlier-'));
  const archive = execFileSync('git', ['archive', commit, '--', 'package.json', 'tsconfig.base.json', 'apps/api', 'libs', 'prisma'], {
    cwd: clone,
    maxBuffer: 1024 ** 3,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  for (const workspace of ['.', 'apps/api', ...globSync('libs/*', { cwd: folder })]) linkPackages(folder, workspace);
  // As it is built by this version: what an earlier worker sends here has no layout.
  const emails = 'libs/emails/dist';
  if (existsSync(path.join(clone, emails))) cpSync(path.join(clone, emails), path.join(folder, emails), { recursive: true });
  generateClient(folder);
  return folder;
}

function linkPackages(folder: string, workspace: string): void {
  const packages = path.join(clone, workspace, 'node_modules');
  if (!existsSync(packages)) return;
  for (const entry of readdirSync(packages).filter((name) => !name.startsWith('.'))) {
    const names = entry.startsWith('@') ? readdirSync(path.join(packages, entry)).map((name) => path.join(entry, name)) : [entry];
    for (const name of names) link(folder, workspace, name);
  }
}

function link(folder: string, workspace: string, name: string): void {
  const target = realpathSync(path.join(clone, workspace, 'node_modules', name));
  const inClone = path.relative(clone, target);
  const place = path.join(folder, workspace, 'node_modules', name);
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(inClone.startsWith('node_modules') ? target : path.join(folder, inClone), place);
}

function generateClient(folder: string): void {
  const bin = path.join(clone, 'libs/database/node_modules/.bin');
  execFileSync(process.execPath, [path.join(folder, 'libs/database/generate.mjs')], {
    env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    stdio: 'pipe',
  });
}
