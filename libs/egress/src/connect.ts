import { connect, isIPv6, type Socket } from 'node:net';

/** Head start of one address before the next is tried beside it (RFC 8305 section 5, recommended 250 ms). */
const attemptDelayMs = 250;

/** IPv6 and IPv4 in turn, beginning with the resolver's favourite (RFC 8305 section 4). */
export function happyOrder(addresses: readonly string[]): string[] {
  const first = addresses.filter((address) => isIPv6(address) === isIPv6(addresses[0] ?? ''));
  const second = addresses.filter((address) => !first.includes(address));
  return first.flatMap((address, index) => [address, ...second.slice(index, index + 1)]).concat(second.slice(first.length));
}

/**
 * The first of these addresses to accept a connection; all other attempts are destroyed. Only IP literals come in here, so
 * nothing is resolved again. Rejects with the last refusal once every address refused. The winner keeps a silent error
 * listener, so that a reset between here and its new owner crashes nothing.
 */
export function connectFirst(
  addresses: readonly string[],
  port: number,
  abandoned: AbortSignal,
): Promise<{ socket: Socket; address: string }> {
  const outcome = Promise.withResolvers<{ socket: Socket; address: string }>();
  const waiting = happyOrder(addresses);
  const open = new Set<Socket>();
  let resolved = false;
  let headStart: NodeJS.Timeout | undefined;

  const stop = (winner: Socket | null): void => {
    resolved = true;
    clearTimeout(headStart);
    for (const socket of open) if (socket !== winner) socket.destroy();
  };
  const tryNext = (): void => {
    clearTimeout(headStart);
    const address = waiting.shift();
    if (resolved || address === undefined) return;
    const socket = connect({ host: address, port, autoSelectFamily: false });
    open.add(socket);
    socket.on('error', (error) => {
      open.delete(socket);
      if (resolved) return;
      if (waiting.length > 0) tryNext();
      else if (open.size === 0) {
        stop(null);
        outcome.reject(error);
      }
    });
    socket.once('connect', () => {
      if (resolved) return void socket.destroy();
      stop(socket);
      outcome.resolve({ socket, address });
    });
    if (waiting.length > 0) headStart = setTimeout(tryNext, attemptDelayMs);
  };

  abandoned.addEventListener('abort', () => {
    if (!resolved) stop(null);
  });
  tryNext();
  return outcome.promise;
}
