/** A server that connects on our behalf: HTTP CONNECT (RFC 9110 section 9.3.6) or SOCKS version 5 (RFC 1928, RFC 1929). */
export interface Proxy {
  kind: 'HTTP' | 'SOCKS5';
  host: string;
  port: number;
  /** null: no signing in at the proxy. */
  username: string | null;
  password: string | null;
}
