/** The file name in a Content-Disposition header (RFC 6266): `filename*` before `filename`; undefined when there is none. */
export function fileNameOf(disposition: string | undefined): string | undefined {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition ?? '')?.[1];
  if (extended) return decoded(extended);
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(disposition ?? '') ?? [];
  const name = quoted?.replace(/\\(.)/g, '$1') ?? token;
  // Node reads headers as Latin-1; who sends UTF-8 there means UTF-8.
  return name && Buffer.from(name, 'latin1').toString('utf8');
}

/** The media type of a Content-Type header, without parameters; application/octet-stream when there is none. */
export const mediaTypeOf = (header: string | undefined): string => header?.split(';')[0]?.trim() || 'application/octet-stream';

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
