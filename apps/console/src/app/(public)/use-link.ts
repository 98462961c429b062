'use client';

import { useEffect, useState } from 'react';
import type { ApiError } from '@/api/answer.ts';
import { asApiError } from '@/api/answer.ts';
import { send } from '@/api/browser.ts';
import type { InspectLinkQuery } from '@/generated/graphql.ts';
import { InspectLinkDocument } from '@/generated/graphql.ts';

export type Link = InspectLinkQuery['link'];

export type LinkReading =
  | { step: 'READING' }
  /** Opened without a token: a reload, or a link cut off by a mail program. */
  | { step: 'MISSING' }
  | { step: 'FAILED'; error: ApiError; again: () => void }
  | { step: 'READ'; token: string; link: Link };

/**
 * The one-time token of this page's address: read from the fragment, which no server and no Referer ever sees, taken out of
 * the address bar, and inspected. Inspecting consumes nothing; only the page's own mutation does.
 */
export function useLink(): LinkReading {
  const token = useFragmentToken();
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<{ token: string; link?: Link; error?: ApiError }>();

  useEffect(() => {
    if (token === undefined || token === null) return;
    let current = true;
    send(InspectLinkDocument, { token })
      .then(({ link }) => current && setOutcome({ token, link }))
      .catch((error: unknown) => current && setOutcome({ token, error: asApiError(error) }));
    return () => {
      current = false;
    };
  }, [token, attempt]);

  if (token === null) return { step: 'MISSING' };
  if (token === undefined || outcome?.token !== token) return { step: 'READING' };
  if (outcome.error !== undefined) {
    const again = () => {
      setOutcome(undefined);
      setAttempt((count) => count + 1);
    };
    return { step: 'FAILED', error: outcome.error, again };
  }
  return outcome.link === undefined ? { step: 'READING' } : { step: 'READ', token, link: outcome.link };
}

/** undefined: not read yet; null: there is none. */
function useFragmentToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();

  useEffect(() => {
    const take = () => {
      const fragment = decodeURIComponent(location.hash.slice(1));
      if (fragment !== '') history.replaceState(history.state, '', location.pathname + location.search);
      setToken((known) => (fragment === '' ? (known ?? null) : fragment));
    };
    take();
    // A second link pasted into the same tab changes the fragment only: the page is not loaded again.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);

  return token;
}
