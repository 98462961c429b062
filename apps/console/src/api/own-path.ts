/** A path of this site to go on to, or `/`: an address that somebody else put into a link must not lead away. */
export function ownPath(path: string | undefined): string {
  const base = 'http://console.invalid';
  if (path === undefined || !path.startsWith('/') || !URL.canParse(path, base)) return '/';
  const url = new URL(path, base);
  return url.origin === base ? url.pathname + url.search : '/';
}
