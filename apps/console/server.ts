import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { readConfiguration } from './src/server/configuration.ts';
import { createGateway } from './src/server/gateway.ts';
import { log } from './src/server/log.ts';

/** Longest wait for answers under way after SIGTERM. */
const shutdownMs = 8_000;

/**
 * The configuration that the build wrote down, handed over as Next's own standalone server does: reading next.config.ts takes the compiler,
 * which the container has not got.
 */
function builtConfiguration(): string {
  const built = readFileSync(path.join(import.meta.dirname, '.next/required-server-files.json'), 'utf8');
  return JSON.stringify((JSON.parse(built) as { config: object }).config);
}

try {
  // Next and React choose their production build by this, at import.
  Object.assign(process.env, {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    __NEXT_PRIVATE_STANDALONE_CONFIG: builtConfiguration(),
  });
  const { default: next } = await import('next');
  const configuration = readConfiguration(process.env);
  // Pages read the API through this; the default must reach them too.
  process.env.POSTHORN_API_URL = configuration.apiUrl.origin;
  // Next hangs its own upgrade listener on the server it is given: it gets one that nobody reaches.
  const app = next({ dev: false, dir: import.meta.dirname, quiet: true, httpServer: createServer() });
  await app.prepare();
  const handle = app.getRequestHandler();
  const gateway = createGateway({
    ...configuration,
    page: (request, response) => handle(request, response),
    onUpstreamError: (error) => log(50, 'the API is not answering', { err: { message: error.message } }),
    onFailure: (error) => log(50, 'a request failed', { err: { message: error instanceof Error ? error.stack : String(error) } }),
  });
  gateway.server.listen(configuration.port, configuration.host);
  await once(gateway.server, 'listening');
  const { address, port } = gateway.server.address() as AddressInfo;
  log(30, 'ready', { host: address, port });

  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    log(30, 'ending', { reason });
    setTimeout(() => process.exit(0), shutdownMs).unref();
    void gateway.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
  if (configuration.endsWithParent)
    process.stdin
      .on('end', () => end('parent gone'))
      .on('error', () => end('parent gone'))
      .resume();
} catch (error) {
  log(50, 'the console could not start', { err: { message: error instanceof Error ? error.message : String(error) } });
  process.exit(1);
}
