const base = 'http://console.invalid';

/**
 * A path of this site to go on to, or `/`: an address that somebody else put into a link must not lead away. Judged by what it resolves to
 * and not by how it is spelt: `/x/..//evil.example` begins with one slash, and resolves to a path that begins with two, which names a host.
 */
export function ownPath(path: string | undefined): string {
  if (path === undefined || !path.startsWith('/') || !URL.canParse(path, base)) return '/';
  const { origin, pathname, search } = new URL(path, base);
  return origin === base && !pathname.startsWith('//') ? pathname + search : '/';
}
