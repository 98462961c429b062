'use client';

import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import { useEffect, useEffectEvent } from 'react';
import type { Document } from './answer.ts';

let client: Client | undefined;

/** One WebSocket for all subscriptions of this tab, opened with the first and closed after the last. */
function liveClient(): Client {
  client ??= createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: true,
    lazyCloseTimeout: 3_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 15_000,
  });
  return client;
}

interface LiveOptions<Result, Variables> {
  document: Document<Result, Variables>;
  /** null: don't listen. */
  variables: Variables | null;
  onEvent: (data: Result) => void;
  /** Refetches: after a reconnect, because events in a gap are lost, and every `pollMs` while the stream is down. */
  onGap: () => void;
  /** Default 5,000. */
  pollMs?: number;
  /** Asks also while the stream is up: for what is over soon, since events from before it was up are lost. Default false. */
  alwaysPoll?: boolean;
}

/** Follows a subscription; while it can't be had, falls back to asking again. */
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

  useEffect(() => {
    if (key === null) return;
    let connected = false;
    let hadConnection = false;
    const offs = [
      liveClient().on('connected', () => {
        connected = true;
        if (hadConnection) handleGap();
        hadConnection = true;
      }),
      liveClient().on('closed', () => (connected = false)),
    ];
    const unsubscribe = liveClient().subscribe<Result>(
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
  }, [document, key, pollMs, alwaysPoll]);
}
