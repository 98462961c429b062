import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { Logger } from 'pino';
import type { GraphqlContext } from '../access/request.ts';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { maxTokens, protection } from './armour.ts';
import { SecurityEvents } from '../security/security-events.ts';
import { errorPlugin } from './error-plugin.ts';
import { JsonScalar } from './json-scalar.ts';
import { LiveConnections } from './live-connections.ts';
import { LIVE_RULES, LiveServer, type LiveRules } from './live-server.ts';

/** The GraphQL endpoint: armour, errors, live connections. Code first; the contract is printed by `print-schema`. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Config, LOG, SecurityEvents],
      useFactory: (config: Config, log: Logger, events: SecurityEvents): ApolloDriverConfig => ({
        path: '/graphql',
        autoSchemaFile: true,
        sortSchema: true,
        parseOptions: { maxTokens },
        introspection: config.introspection,
        playground: false,
        csrfPrevention: { requestHeaders: ['x-posthorn-csrf'] },
        resolvers: { JSON: JsonScalar },
        // graphql-armor's types were built against another copy of Apollo's.
        plugins: [...(protection.plugins as unknown as NonNullable<ApolloDriverConfig['plugins']>), errorPlugin(log, events)],
        validationRules: protection.validationRules,
        includeStacktraceInErrorResponses: false,
        context: ({ req, res }: GraphqlContext): GraphqlContext => ({ req, res }),
      }),
    }),
  ],
  providers: [
    LiveConnections,
    LiveServer,
    {
      provide: LIVE_RULES,
      inject: [Config],
      useFactory: ({ introspection }: Config): LiveRules => ({ rules: protection.validationRules, maxTokens, introspection }),
    },
  ],
})
export class GraphqlModule {}
