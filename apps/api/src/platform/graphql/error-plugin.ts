import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { Logger } from 'pino';
import { formatError } from '../errors/format-error.ts';
import type { SecurityEvents } from '../security/security-events.ts';
import type { GraphqlContext } from '../access/request.ts';

/** Gives each error of an answer its code, sentence and request id. A plugin, because Apollo's formatError doesn't know the request. */
export function errorPlugin(log: Logger, events: SecurityEvents): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ errors, response, contextValue, operationName, operation }) {
          const body = response.body;
          if (!errors || body.kind !== 'single') return Promise.resolve();
          const name = operationName ?? operation?.operation;
          for (const error of errors) events.recordRefusal(unwrapResolverError(error), contextValue.req, error.path?.join('.') ?? name);
          const requestId = contextValue.req.origin.requestId;
          const formatted = body.singleResult.errors ?? [];
          body.singleResult.errors = errors.map((error, index) => formatError(formatted[index] ?? error.toJSON(), error, requestId, log));
          return Promise.resolve();
        },
      }),
  };
}
