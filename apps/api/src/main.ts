import 'reflect-metadata';
import { createApi } from './api-application.ts';
import { Config } from './platform/config/config.ts';
import { LOG } from './platform/logging/logging.module.ts';
import { behaveAsProcess, boot } from './platform/process.ts';
import type { Logger } from 'pino';

await boot(async () => {
  const app = await createApi();
  behaveAsProcess(app);
  const { environment } = app.get(Config);
  await app.listen(environment.POSTHORN_API_PORT, environment.POSTHORN_API_HOST);
  const log = app.get<Logger>(LOG);
  if (!environment.POSTHORN_PROXY_SECRET && environment.POSTHORN_TRUSTED_PROXIES === '')
    log.warn('POSTHORN_PROXY_SECRET is not set: the API can’t tell clients apart behind the console, and limits count them as one network');
  log.info({ url: await app.getUrl() }, 'ready');
});
