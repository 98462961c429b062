import type { CatalogueRow } from './catalogue.ts';
import { at, failingPeer, nextHop, proxyOf } from './peer-names.ts';
import { presetOfHost } from './preset.ts';
import type { Fix, SubmissionSettings } from './types.ts';

/** Another port of the same security that the provider documents; anywhere, 587 in place of 25, which many networks block. */
function otherPort({ host, port, security, proxy }: SubmissionSettings): Fix | null {
  if (proxy) return null;
  const preset = presetOfHost(host);
  const known = preset ? [{ port: preset.port, security: preset.security }, ...preset.alternatives] : [];
  const other = known.find((way) => way.security === security && way.port !== port)?.port ?? (port === 25 ? 587 : null);
  return other === null ? null : { kind: 'SET_PORT', port: other, label: `Use port ${other}` };
}

/** Failures on the way to an SMTP greeting, and a dialogue that breaks off: name lookup, connection, proxy, silence. */
export const connectionSymptoms: readonly CatalogueRow[] = [
  {
    id: 'host-not-found',
    causes: ['DNS'],
    class: 'DNS',
    retry: 'RETRY',
    sentence: (settings, { cause }) => {
      const { peer, isProxy } = failingPeer(settings, cause);
      return `The ${isProxy ? 'proxy' : 'host'} ${peer.host} cannot be found. Check its spelling; if it is right, its name servers may be down.`;
    },
  },
  {
    id: 'lookup-timeout',
    stages: ['DNS'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings, { cause }) =>
      `Looking up ${failingPeer(settings, cause).peer.host} took too long. Try again; if it stays so, this server's name resolution needs attention.`,
  },
  {
    id: 'proxy-sign-in',
    causes: ['PROXY_AUTH'],
    class: 'AUTH',
    retry: 'PARK',
    sentence: (settings) => `A user name and password that ${proxyOf(settings)} accepts are needed. Enter them under Advanced.`,
  },
  {
    id: 'proxy-refused',
    causes: ['PROXY_REFUSED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) =>
      `There is no connection to ${at(settings)} through ${proxyOf(settings)}: it forbids that, or cannot reach it. Whoever runs the proxy must allow this host and port.`,
  },
  {
    id: 'proxy-failed',
    causes: ['PROXY_FAILED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) =>
      `What answers as ${proxyOf(settings)} does not behave as one of the chosen kind. Check its host, port and kind (HTTP or SOCKS5).`,
  },
  {
    id: 'proxy-timeout',
    stages: ['PROXY'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) =>
      `No connection to ${at(settings)} came about in time through ${proxyOf(settings)}. Whoever runs the proxy must let it through; check its kind (HTTP or SOCKS5) too.`,
  },
  {
    id: 'proxy-dropped',
    stages: ['PROXY'],
    causes: ['DROPPED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) =>
      `The connection was closed by ${proxyOf(settings)} before ${at(settings)} was reached. Check the proxy's kind (HTTP or SOCKS5) and its rules.`,
  },
  {
    id: 'connection-refused',
    causes: ['ECONNREFUSED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) =>
      settings.proxy
        ? `Nothing listens at ${nextHop(settings)}. Check its host and port.`
        : `Nothing listens at ${at(settings)}. Check the port: 587 for STARTTLS and 465 for TLS are usual.`,
    fix: otherPort,
  },
  {
    id: 'connect-timeout',
    stages: ['CONNECT'],
    causes: ['TIMEOUT', 'ETIMEDOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) =>
      settings.proxy
        ? `No answer from ${nextHop(settings)}. A firewall may be in the way; check its host and port.`
        : `No answer from ${at(settings)}. A firewall may be in the way, many networks block port 25; check host and port.`,
    fix: otherPort,
  },
  {
    id: 'unreachable',
    stages: ['CONNECT'],
    causes: ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'CONNECT'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings) => `There is no way from here to ${nextHop(settings)}. Check this server's network and firewall.`,
  },
  {
    id: 'not-smtp',
    where: ({ reply, cause }) => reply?.code === 0 || (reply === null && cause.code === 'NOT_SMTP'),
    class: 'NOT_SMTP',
    retry: 'RETRY',
    sentence: (settings) => `What answers at ${at(settings)} is not a mail server. Check host and port.`,
  },
  {
    id: 'greeting-timeout',
    stages: ['GREETING'],
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings) =>
      `${at(settings)} accepted the connection and then said nothing. If this port expects TLS from the start, choose TLS; some servers and firewalls keep strangers waiting, then a longer timeout helps.`,
  },
  {
    id: 'stage-timeout',
    causes: ['TIMEOUT'],
    class: 'TIMEOUT',
    retry: 'RETRY',
    sentence: (settings, { stage }) =>
      `${at(settings)} stopped answering during ${stage}. Try again; raise the timeout if the server is known to be slow.`,
  },
  {
    id: 'dropped',
    causes: ['DROPPED'],
    class: 'CONNECT',
    retry: 'RETRY',
    sentence: (settings, { stage }) => `${at(settings)} closed the connection during ${stage}. Nothing was sent; it will be tried again.`,
  },
];
