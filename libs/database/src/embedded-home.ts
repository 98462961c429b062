import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Login names of the embedded database; the passwords of all but the superuser travel in connection URLs. */
export const embeddedRoles = {
  superuser: 'postgres',
  owner: 'posthorn_owner',
  app: 'posthorn_app',
  worker: 'posthorn_worker',
  system: 'posthorn_system',
} as const;
export type EmbeddedRole = keyof typeof embeddedRoles;

/** What `<home>/postgres.json` (0600) remembers. */
export interface Pointer {
  home: string;
  place: string;
  passwords: Record<EmbeddedRole, string>;
}

/** Who runs the server: PostgreSQL refuses root, so root hands it to `nobody`. */
export interface Runner {
  uid: number;
  gid: number;
}

export function runner(): Runner | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534) >>> 0, gid: Number(gid ?? 65534) >>> 0 };
}

/**
 * Finds or makes the place of data for this home, and the passwords. Under root the place lies outside the clone, because the
 * unprivileged user can't enter a clone in a 0700 folder: `rootPlace` or `/var/lib/posthorn/<hash of home>`.
 * Data there without a pointer here come from an earlier clone at this path, whose keys are gone: they are set aside, not reused.
 */
export function openHome(home: string, rootPlace: string | undefined, as: Runner | null): Pointer {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const known = readPointer(home);
  // A copied clone must not open the data of the one it was copied from; a moved clone keeps its own.
  const isCopy = known !== null && known.home !== home && existsSync(pointerFile(known.home));
  const own = as
    ? (rootPlace ?? path.join('/var/lib/posthorn', createHash('sha256').update(home).digest('hex').slice(0, 16)))
    : path.join(home, 'postgres');
  const pointer: Pointer = {
    home,
    place: known && as && !isCopy ? known.place : own,
    passwords: known?.passwords ?? newPasswords(),
  };
  if (as && (!known || isCopy) && existsSync(path.join(own, 'data'))) renameSync(own, `${own}.${Date.now()}`);
  makePlace(pointer.place, as);
  writeFileSync(pointerFile(home), JSON.stringify(pointer, null, 2), { mode: 0o600 });
  return pointer;
}

/** What this home remembers; null before its first start. */
export function readPointer(home: string): Pointer | null {
  return existsSync(pointerFile(home)) ? (JSON.parse(readFileSync(pointerFile(home), 'utf8')) as Pointer) : null;
}

const pointerFile = (home: string) => path.join(home, 'postgres.json');

function makePlace(place: string, as: Runner | null): void {
  mkdirSync(path.dirname(place), { recursive: true, mode: 0o711 });
  mkdirSync(place, { recursive: true, mode: 0o700 });
  chmodSync(place, 0o700);
  if (as) chownSync(place, as.uid, as.gid);
}

function newPasswords(): Record<EmbeddedRole, string> {
  const fresh = () => randomBytes(24).toString('base64url');
  return { superuser: fresh(), owner: fresh(), app: fresh(), worker: fresh(), system: fresh() };
}
