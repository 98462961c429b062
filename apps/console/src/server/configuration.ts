import type { BlockList } from 'node:net';
import { parseTrustedProxies } from '@posthorn/listeners';

export interface ConsoleConfiguration {
  /** Where the API listens, as seen from here. Read at run time, never built in. */
  apiUrl: URL;
  /** Address to bind to. Default 127.0.0.1. */
  host: string;
  /** Default 3000. */
  port: number;
  /** Peers whose X-Forwarded-For is believed. Default none. */
  trustedProxies: BlockList;
  /** Proves to the API that this is the console. Default none. */
  proxySecret: string | undefined;
  /** Whether people reach the console over https. Default false. */
  isHttps: boolean;
  /** End when stdin ends: the launcher holds the other side of that pipe. */
  endsWithParent: boolean;
}

/** The one place where the console's server reads its environment. Throws with the variable's name. */
export function readConfiguration(environment: NodeJS.ProcessEnv): ConsoleConfiguration {
  const apiPort = portNumber('POSTHORN_API_PORT', environment.POSTHORN_API_PORT || '4000');
  return {
    apiUrl: httpUrl('POSTHORN_API_URL', environment.POSTHORN_API_URL || `http://127.0.0.1:${apiPort}`),
    host: environment.POSTHORN_HOST || '127.0.0.1',
    port: portNumber('POSTHORN_CONSOLE_PORT', environment.POSTHORN_CONSOLE_PORT || '3000'),
    trustedProxies: parseTrustedProxies(environment.POSTHORN_TRUSTED_PROXIES ?? ''),
    proxySecret: environment.POSTHORN_PROXY_SECRET || undefined,
    isHttps: (environment.POSTHORN_PUBLIC_URL ?? '').startsWith('https:'),
    endsWithParent: environment.POSTHORN_PARENT_PIPE === '1',
  };
}

function portNumber(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new Error(`${name}: "${text}" is not a port (0 to 65535)`);
  return port;
}

function httpUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`${name}: "${text}" is not an http or https URL`);
  return url;
}
