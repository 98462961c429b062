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
  await app.listen(environment.POSTHORN_API_PORT, environment.POSTHORN_HOST);
  app.get<Logger>(LOG).info({ url: await app.getUrl() }, 'ready');
});
