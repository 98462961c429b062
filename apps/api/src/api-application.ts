import type { IncomingMessage } from 'node:http';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { limitListener } from '@posthorn/listeners';
import helmet from 'helmet';
import { ApiModule } from './api.module.ts';

// The largest input is platform settings with a logo of 75 KB in base64.
const bodyLimit = '256kb';

/** Routes under /api/v1 read their bodies themselves, behind the guard: a stranger's megabytes are not parsed, and an uploaded JSON file is a file. */
const isJsonForUs = ({ url, headers }: IncomingMessage) =>
  !url?.startsWith('/api/v1/') && /^application\/json\b/i.test(headers['content-type'] ?? '');

/** The API as main.ts serves it and as the specs drive it; not listening yet. */
export async function createApi(module: Type | DynamicModule = ApiModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
  });
  app.useBodyParser('json', { limit: bodyLimit, type: isJsonForUs });
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      // Over https the console says it for the whole origin.
      strictTransportSecurity: false,
    }),
  );
  app.disable('x-powered-by');
  limitListener(app.getHttpServer());
  return app;
}
