import type { IncomingMessage, ServerResponse } from 'node:http';
import { Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { createLogger } from './logger.ts';

/** The injection token of the process's pino logger. */
export const LOG = Symbol('log');

/** One pino logger for the process, requests included: method, path without query, status, time, request id. Never a body or a header. */
@Global()
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [Config],
      useFactory: ({ environment }: Config) => ({
        pinoHttp: {
          logger: createLogger(environment.POSTHORN_LOG_LEVEL),
          genReqId: () => uuidv7(),
          autoLogging: { ignore: (request: IncomingMessage) => /^\/(healthz|readyz)/.test(request.url ?? '') },
          customLogLevel: (_: IncomingMessage, response: ServerResponse, error?: Error) =>
            error || response.statusCode >= 500 ? 'error' : 'debug',
          serializers: {
            req: (request: { id: string; method: string; url: string }) => ({
              id: request.id,
              method: request.method,
              path: request.url.split('?')[0],
            }),
            res: (response: { statusCode: number }) => ({ status: response.statusCode }),
          },
        },
      }),
    }),
  ],
  providers: [
    { provide: LOG, inject: [Config], useFactory: ({ environment }: Config): Logger => createLogger(environment.POSTHORN_LOG_LEVEL) },
  ],
  exports: [LOG],
})
export class LoggingModule {}
