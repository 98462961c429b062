import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What happens to the questions a page asks: passed on, kept waiting, or dropped as by an API that ends. */
export type GateMode = 'PASS' | 'HOLD' | 'DROP';

/** A proxy between console and API, for looking at pages that wait and pages that fail. */
export interface Gate {
  url: string;
  mode: GateMode;
  /** Lets go what waits, and passes from now on. */
  release(): void;
  close(): Promise<void>;
}

/** What the frame around every page asks: it is there while the page itself waits or has failed. */
const askedByTheFrame = /query (Viewer|PublicSettings|PlatformMailHealth)\b/;

export async function startGate(apiUrl: string): Promise<Gate> {
  let mode: GateMode = 'PASS';
  let waiting: (() => void)[] = [];
  const release = (): void => {
    mode = 'PASS';
    for (const go of waiting.splice(0)) go();
  };
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const isFrames = askedByTheFrame.test(body.toString());
    if (mode === 'HOLD' && !isFrames) await new Promise<void>((go) => (waiting = [...waiting, go]));
    if (mode === 'DROP' && !isFrames) incoming.socket.destroy();
    else forward(new URL(incoming.url ?? '/', apiUrl), incoming, body, response);
  };
  const server = createServer((incoming, response) => void answer(incoming, response).catch(() => response.destroy()));
  // Live updates are not for still pictures; pages then ask again by themselves.
  server.on('upgrade', (_incoming, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get mode() {
      return mode;
    },
    set mode(next) {
      mode = next;
    },
    release,
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(url: URL, incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const outgoing = request(url, { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  outgoing.end(body);
}
