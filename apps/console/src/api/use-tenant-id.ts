'use client';

import { useParams } from 'next/navigation';

/** The tenant in the page's address, which every request of the page names. */
export function useTenantId(): string | null {
  const { tenant } = useParams<{ tenant?: string }>();
  return tenant ?? null;
}
