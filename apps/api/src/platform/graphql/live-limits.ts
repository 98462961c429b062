/** What WebSockets may ask of one process. The console opens one socket per tab and tenant, with a handful of subscriptions. */
export const liveLimits = {
  /** Longest message, counted before it is read: our longest subscription has 2 kB. */
  frameBytes: 256 * 1024,
  /** From the handshake to the first message; then the socket is closed with 4408. */
  initMs: 5_000,
  subscriptionsPerSocket: 50,
  /** Beyond it the handshake is closed with 4429. */
  socketsPerSession: 20,
  /** Beyond it the upgrade is refused with 429: an office behind one address. */
  socketsPerNetwork: 200,
};
