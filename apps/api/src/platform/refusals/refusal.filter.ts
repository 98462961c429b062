import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import type { ErrorCode } from '@posthorn/contracts';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { LOG } from '../logging/logging.module.ts';
import type { ActorRequest } from '../access/request.ts';
import { SecurityEvents } from '../security/security-events.ts';
import { AppError } from '../errors/app-error.ts';
import { internalSentence } from '../errors/format-error.ts';

const statusOf: Record<ErrorCode, number> = {
  INTERNAL: 500,
  INVALID_INPUT: 400,
  NOT_SIGNED_IN: 401,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  STEP_UP_REQUIRED: 403,
  TENANT_SUSPENDED: 403,
  CONFLICT: 409,
  LIMIT_REACHED: 429,
  TRY_LATER: 429,
  SIGN_IN_FAILED: 401,
  WRONG_PASSWORD: 403,
  LINK_UNUSABLE: 410,
  STALE_VERSION: 409,
};

/**
 * Refusals of HTTP routes in the shape of GraphQL's: a code, a sentence, the request id. GraphQL's own go on to formatError. Without this
 * NestJS would answer 500 and log each refusal as an error with its stack.
 */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Logger,
    private readonly events: SecurityEvents,
  ) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') return error;
    const http = host.switchToHttp();
    const request = http.getRequest<Partial<ActorRequest>>();
    this.events.recordRefusal(error, request, (request.route as { path: string } | undefined)?.path);
    const { status, message, extensions } = this.judge(error, request.origin?.requestId);
    const response = http.getResponse<Response>();
    if ('retryAfterSeconds' in extensions) response.set('Retry-After', String(extensions.retryAfterSeconds));
    // The route's own headers (its type, its policy) were meant for its answer, not for this one.
    response
      .status(status)
      .type('application/json')
      .json({ errors: [{ message, extensions }] });
    return undefined;
  }

  private judge(error: unknown, requestId: string | undefined) {
    if (error instanceof AppError) {
      const extensions = { code: error.code, ...error.details, requestId };
      return { status: error.httpStatus ?? statusOf[error.code], message: error.message, extensions };
    }
    const status = callersFault(error);
    if (status) return { status, message: sentenceOf(status), extensions: { code: codeOf(status), requestId } };
    this.log.error({ err: error, requestId }, 'unexpected error');
    return { status: 500, message: internalSentence, extensions: { code: 'INTERNAL', requestId } };
  }
}

function sentenceOf(status: number): string {
  return status === 413
    ? 'The request is larger than what is taken here. Send files with POST /api/v1/attachments, and name them by their ids.'
    : 'The request can’t be answered as it is.';
}

const codeOf = (status: number): ErrorCode => (status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT');

/** The status of an error of NestJS or Express that blames the request: no such route, a body too large or not JSON. */
function callersFault(error: unknown): number | undefined {
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
