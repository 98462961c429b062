import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listenerLimits } from '@posthorn/listeners';
import { startApi, type TestApi } from '../kit/test-api.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.close());

describe('a listener of ours', () => {
  it('does not wait for its clients for ever: the API’s', () => {
    const { headersTimeout, requestTimeout, timeout, keepAliveTimeout } = api.app.getHttpServer();

    expect({ headersTimeout, requestTimeout, timeout, keepAliveTimeout }).toEqual({
      headersTimeout: listenerLimits.headersMs,
      requestTimeout: listenerLimits.requestMs,
      timeout: listenerLimits.idleMs,
      keepAliveTimeout: listenerLimits.keepAliveMs,
    });
  });

  it('is limited where it is made, wherever that is', () => {
    const makesOne = /\bcreateServer\((?!\),)|NestFactory\.create(<|\()|new SMTPServer\(/;
    const sources = globSync('{apps/*/src/**/*.ts,apps/*/*.ts}', { cwd: root }).filter((file) => !/\.spec\.ts$/.test(file));
    const listeners = sources.filter((file) => makesOne.test(readFileSync(path.join(root, file), 'utf8')));

    expect(listeners.sort()).toEqual([
      'apps/api/src/api-application.ts',
      'apps/api/src/platform/metrics/metrics-server.ts',
      'apps/api/src/sandbox/sandbox-server.ts',
      'apps/console/server.ts',
      'apps/console/src/server/gateway.ts',
    ]);
    for (const file of listeners.filter((name) => name !== 'apps/console/server.ts'))
      expect(`${file}: ${/limitListener\(|socketTimeout:/.test(readFileSync(path.join(root, file), 'utf8'))}`).toBe(`${file}: true`);
  });
});
