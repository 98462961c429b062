'use client';

import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { useEffect, useEffectEvent } from 'react';
import type { Document } from './answer.ts';
import { useTenantId } from './use-tenant-id.ts';

const clients = new Map<string | null, Client>();

/** One WebSocket for all subscriptions of this tab in a tenant, opened with the first and closed after the last: its handshake names the tenant. */
function liveClient(tenantId: string | null): Client {
  const known = clients.get(tenantId);
  if (known !== undefined) return known;
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    ...(tenantId !== null && { connectionParams: { tenantId } }),
    lazy: true,
    lazyCloseTimeout: 3_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 15_000,
  });
  clients.set(tenantId, client);
  return client;
}

interface LiveOptions<Result, Variables> {
  document: Document<Result, Variables>;
  /** null: don't listen. */
  variables: Variables | null;
  onEvent: (data: Result) => void;
  /** Refetches: once connected, because events since the page was read or in a gap are lost, and every `pollMs` while the stream is down. */
  onGap: () => void;
  /** Default 5,000. */
  pollMs?: number;
  /** Asks also while the stream is up: for what is over soon, since events from before it was up are lost. Default false. */
  alwaysPoll?: boolean;
}

/** Follows a subscription, in the tenant of the page; while it can't be had, falls back to asking again. */
export function useLive<Result, Variables extends Record<string, unknown>>({
  document,
  variables,
  onEvent,
  onGap,
  pollMs = 5_000,
  alwaysPoll = false,
}: LiveOptions<Result, Variables>): void {
  const handleEvent = useEffectEvent(onEvent);
  const handleGap = useEffectEvent(onGap);
  const key = variables === null ? null : JSON.stringify(variables);
  const tenantId = useTenantId();

  useEffect(() => {
    if (key === null) return;
    const client = liveClient(tenantId);
    let connected = false;
    const offs = [
      client.on('connected', () => {
        connected = true;
        handleGap();
      }),
      client.on('closed', () => (connected = false)),
    ];
    const unsubscribe = client.subscribe<Result>(
      { query: document.toString(), variables: JSON.parse(key) as Record<string, unknown> },
      {
        next: ({ data }) => data && handleEvent(data),
        // Refused for good (signed out, not allowed): polling asks the API, which says what is the matter.
        error: () => (connected = false),
        complete: () => (connected = false),
      },
    );
    const poll = setInterval(() => (connected && !alwaysPoll) || handleGap(), pollMs);
    return () => {
      clearInterval(poll);
      unsubscribe();
      for (const off of offs) off();
    };
  }, [document, key, tenantId, pollMs, alwaysPoll]);
}
