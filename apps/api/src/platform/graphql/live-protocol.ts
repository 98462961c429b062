import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { unwrapResolverError } from '@apollo/server/errors';
import { formatError } from '../errors/format-error.ts';
import type { SecurityEvents } from '../security/security-events.ts';
import type { ActorRequest, GraphqlContext } from '../access/request.ts';
import type { LiveConnections, LiveContext } from './live-connections.ts';
import { liveLimits } from './live-limits.ts';

export interface LiveProtocol {
  connections: LiveConnections;
  log: Logger;
  events: SecurityEvents;
  /** The armour of the HTTP endpoint, which graphql-ws would go without. */
  rules: readonly ValidationRule[];
  maxTokens: number;
  introspection: boolean;
}

/** graphql-ws by the rules of the HTTP endpoint: the same armour, the same errors. Subscriptions only; reads and writes have CSRF checks elsewhere. */
export function liveProtocol({ connections, log, events, rules, maxTokens, introspection }: LiveProtocol) {
  const allRules = [...specifiedRules, ...rules, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const format = ({ extra }: LiveContext, errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => {
      events.recordRefusal(unwrapResolverError(error), extra.actorRequest, error.path?.join('.'));
      return formatError(error.toJSON(), error, extra.actorRequest?.origin.requestId ?? '', log);
    });
  return {
    connectionInitWaitTimeout: liveLimits.initMs,
    context: ({ extra }: LiveContext): GraphqlContext => ({ req: extra.actorRequest as ActorRequest, res: undefined }),
    onConnect: connections.connect,
    onSubscribe: ({ subscriptions }: LiveContext, _id: string, { query, operationName }: SubscribePayload) =>
      tooMany(subscriptions) ?? refusalOf(query, operationName, maxTokens),
    validate: (schema: GraphQLSchema, document: DocumentNode) => faultsOf(() => validate(schema, document, allRules)),
    onNext: (context: LiveContext, _id: string, _payload: SubscribePayload, _args: unknown, result: ExecutionResult) =>
      result.errors ? { ...result, errors: format(context, result.errors) } : undefined,
    onError: (context: LiveContext, _id: string, _payload: SubscribePayload, errors: readonly GraphQLError[]) => format(context, errors),
  } satisfies Partial<Record<keyof ServerOptions, unknown>>;
}

/** `subscriptions` holds the one that is asked for too. */
function tooMany(subscriptions: LiveContext['subscriptions']): GraphQLError[] | undefined {
  if (Object.keys(subscriptions).length <= liveLimits.subscriptionsPerSocket) return undefined;
  return [callersFault(`One connection carries at most ${liveLimits.subscriptionsPerSocket} subscriptions.`)];
}

function refusalOf(query: string, operationName: string | null | undefined, maxTokens: number): GraphQLError[] | undefined {
  const faults = faultsOf(() => {
    const operation = getOperationAST(parse(query, { maxTokens }), operationName);
    return operation?.operation === OperationTypeNode.SUBSCRIPTION ? [] : [new GraphQLError('Only subscriptions run over a WebSocket.')];
  });
  return faults.length > 0 ? faults : undefined;
}

/** The armour throws some of its refusals and reports the others. */
function faultsOf(judge: () => readonly GraphQLError[]): GraphQLError[] {
  try {
    return judge().map(({ message }) => callersFault(message));
  } catch (error) {
    if (error instanceof GraphQLError) return [callersFault(error.message)];
    throw error;
  }
}

const callersFault = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
