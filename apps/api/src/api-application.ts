import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { ApiModule } from './api.module.ts';

// The largest input is platform settings with a logo of 75 KB in base64.
const bodyLimit = '256kb';

/** The API as main.ts serves it and as the specs drive it; not listening yet. */
export async function createApi(module: Type | DynamicModule = ApiModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
  });
  app.useBodyParser('json', { limit: bodyLimit });
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      strictTransportSecurity: false,
    }),
  );
  app.disable('x-powered-by');
  return app;
}
