import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { AppError } from './app-error.ts';

export const internalSentence = 'Something went wrong on our side. Try again; if it stays, give your administrator the request id.';

/** What leaves the API: a code, a sentence, a field where one is at fault. Unknown errors become INTERNAL and a request id; the log keeps the rest. */
export function formatError(formatted: GraphQLFormattedError, error: unknown, requestId: string, log: Logger): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  if (original instanceof AppError) {
    return { message: original.message, path: formatted.path, extensions: { code: original.code, ...original.details, requestId } };
  }
  if (error instanceof GraphQLError && original === error && isCallersFault(formatted)) {
    return { message: formatted.message, locations: formatted.locations, extensions: { code: 'INVALID_INPUT', requestId } };
  }
  log.error({ err: original, requestId, path: formatted.path }, 'unexpected error');
  return { message: internalSentence, path: formatted.path, extensions: { code: 'INTERNAL', requestId } };
}

const callersFaults = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'OPERATION_RESOLUTION_FAILURE',
]);

const isCallersFault = (formatted: GraphQLFormattedError) => callersFaults.has(String(formatted.extensions?.['code']));
