import { hash, verify } from '@node-rs/argon2';

// OWASP Password Storage Cheat Sheet: argon2id (the library's default algorithm), 19 MiB, 2 iterations, 1 lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** PHC string of the password. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), parameters);

let decoy: Promise<string> | undefined;

/** Whether the password fits. Without a hash it works as long and answers false, so that unknown addresses take as long as known ones. */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return fits && passwordHash != null;
}
