const masked = '[secret]';

/** Anything shorter is in half of all texts by chance, and masking it there would spell it out. */
const minSecret = 4;
const maxWords = 512;

/** Form fields whose values nobody may read later. */
const secretFields = ['assertion', 'client_assertion', 'client_secret', 'code', 'code_verifier', 'refresh_token', 'token'];

/** All that a request holds in confidence, in each spelling in which a server may repeat it. */
export function secretsIn(headers: Record<string, string>, body: string | null): string[] {
  const form = new URLSearchParams(body ?? '');
  const fields = secretFields.flatMap((name) => form.getAll(name));
  const credentials = headers['authorization']?.replace(/^Basic /iu, '') ?? '';
  const [, inBasic = ''] = Buffer.from(credentials, 'base64').toString().split(/:(.*)/su);
  return spellingsOf([...fields, credentials, inBasic, decoded(inBasic)]);
}

/** As they are, in URLs, in forms, in JSON and in base64; the longest first. */
export function spellingsOf(secrets: readonly string[]): string[] {
  return secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ])
    .filter((secret) => secret.length >= minSecret)
    .sort((one, other) => other.length - one.length);
}

/** Credentials in Basic are form-encoded first (RFC 6749 section 2.3.1). */
function decoded(text: string): string {
  return new URLSearchParams(`text=${text}`).get('text') ?? '';
}

/** Somebody else's words, without our secrets and control characters, and short. */
export function wordsOf(text: unknown, secrets: readonly string[] = []): string | null {
  if (typeof text !== 'string') return null;
  const clean = secrets.reduce((left, secret) => left.replaceAll(secret, masked), text).replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
  // Half a pair of surrogates is none that JSON takes.
  return clean.trim().slice(0, maxWords).toWellFormed() || null;
}
