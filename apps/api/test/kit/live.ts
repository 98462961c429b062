import { createClient, type Client as LiveClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Client } from './client.ts';

export interface LiveOptions {
  /** The Origin header; a program sends none. */
  origin?: string;
  tenantId?: string | undefined;
}

/** How a subscription ended: by the server's close code, by errors, or by itself. */
export interface StreamEnd {
  code?: number;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** GraphQL over WebSocket with the browser's cookies, as the console speaks it. Never reconnects. */
export function connectLive(url: string, browser: Client, options: LiveOptions = {}): LiveClient {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  class BrowserSocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: { cookie }, ...(options.origin ? { origin: options.origin } : {}) });
    }
  }
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: BrowserSocket,
    retryAttempts: 0,
    ...(options.tenantId ? { connectionParams: { tenantId: options.tenantId } } : {}),
  });
}

/** Subscribes, hands over what arrives, and answers how the stream ended. */
export function follow(
  client: LiveClient,
  query: string,
  variables: Record<string, unknown>,
  onData: (data: unknown) => void = () => undefined,
): Promise<StreamEnd> {
  return new Promise((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: (result) => (result.errors ? resolve({ errors: result.errors }) : onData(result.data)),
        error: (error) => resolve(Array.isArray(error) ? { errors: error as never } : { code: (error as { code?: number }).code ?? 0 }),
        complete: () => resolve({}),
      },
    );
  });
}
