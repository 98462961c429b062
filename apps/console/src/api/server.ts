import { proxySecretHeader } from '@posthorn/listeners';
import { headers } from 'next/headers';
import { forbidden, notFound, redirect } from 'next/navigation';
import type { Document } from './answer.ts';
import { ApiError, readAnswer, requestHeaders } from './answer.ts';

export interface QueryOptions {
  /** The tenant of the page, from its URL. */
  tenantId?: string;
}

/** Reads for a server component, as the person whose request this is. Throws {@link ApiError}. */
export async function read<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  options: QueryOptions = {},
): Promise<Result> {
  const incoming = await headers();
  const passed: Record<string, string> = {};
  for (const name of ['cookie', 'x-forwarded-for', 'user-agent']) {
    const value = incoming.get(name);
    if (value !== null) passed[name] = value;
  }
  if (process.env.POSTHORN_PROXY_SECRET) passed[proxySecretHeader] = process.env.POSTHORN_PROXY_SECRET;
  return readAnswer<Result>(() =>
    fetch(new URL('/graphql', process.env.POSTHORN_API_URL), {
      method: 'POST',
      headers: { ...requestHeaders(options.tenantId ?? null), ...passed },
      body: JSON.stringify({ query: document.toString(), variables }),
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    }),
  );
}

/**
 * {@link read} for pages behind a role: signs in first where needed, shows the no-permission or not-found page where the
 * API says so, and lets every other error reach the page's error.tsx.
 */
export async function query<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  options: QueryOptions = {},
): Promise<Result> {
  try {
    return await read(document, variables, options);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'NOT_SIGNED_IN') redirect(await signInPath());
    if (error.code === 'NOT_ALLOWED') forbidden();
    if (error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}

/** Where to sign in and come back from. */
export async function signInPath(): Promise<string> {
  const path = (await headers()).get('x-posthorn-path') ?? '/';
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
