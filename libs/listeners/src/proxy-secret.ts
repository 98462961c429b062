import { createHash, timingSafeEqual } from 'node:crypto';

/** The header in which the console proves to the API that it is the console. */
export const proxySecretHeader = 'x-posthorn-proxy';

/** Whether the header holds the secret. Without a secret it never does. */
export function isProxySecret(secret: string | undefined, offered: string | string[] | undefined): boolean {
  if (!secret || typeof offered !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(secret), digest(offered));
}
