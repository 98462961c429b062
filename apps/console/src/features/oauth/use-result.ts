'use client';

import { useState } from 'react';
import type { GrantResult } from './grant-words.ts';

/** The callback's code in the page's address, until it is dismissed; then the address is cleaned of `parameter`. */
export function useResult(given: GrantResult | null, parameter: string): [result: GrantResult | null, dismiss: () => void] {
  const [result, setResult] = useState(given);
  const dismiss = (): void => {
    if (result === null) return;
    setResult(null);
    const url = new URL(location.href);
    url.searchParams.delete(parameter);
    // Not through the router: there is nothing to read anew.
    history.replaceState(null, '', url);
  };
  return [result, dismiss];
}
