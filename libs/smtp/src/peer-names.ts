import { EgressError } from '@posthorn/egress';
import type { Cause } from './cause.ts';
import type { SubmissionSettings } from './types.ts';

interface Peer {
  host: string;
  port: number;
}

/** As a person would type it: `relay.plant.local:25`, `[fd00::1]:25`. */
export const typed = ({ host, port }: Peer): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;

/** In a sentence: `relay.plant.local, port 25`. */
export const at = ({ host, port }: Peer): string => `${host}, port ${port}`;

/** The proxy in a sentence; without one, what stands in its place is never read. */
export const proxyOf = ({ proxy }: SubmissionSettings): string => (proxy ? `the proxy ${at(proxy)}` : 'the proxy');

/** Whom our own TCP connection goes to. */
export const nextHop = (settings: SubmissionSettings): string => (settings.proxy ? proxyOf(settings) : at(settings));

/** Which of the two a failure on the way out is about. */
export function failingPeer(settings: SubmissionSettings, { cause }: Cause): { peer: Peer; isProxy: boolean } {
  const isProxy = cause instanceof EgressError && cause.endpoint === 'PROXY';
  return isProxy && settings.proxy ? { peer: settings.proxy, isProxy } : { peer: settings, isProxy: false };
}
