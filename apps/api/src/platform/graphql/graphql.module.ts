import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { Logger } from 'pino';
import type { GraphqlContext } from '../access/request.ts';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { errorPlugin } from './error-plugin.ts';
import { JsonScalar } from './json-scalar.ts';
import { LiveConnections } from './live-connections.ts';
import { LIVE_RULES, LiveServer, type LiveRules } from './live-server.ts';

const maxTokens = 2_000;

// Room for the console's largest page several times over; a query beyond it is no page of ours.
const armor = new ApolloArmor({
  maxDepth: { n: 8 },
  maxAliases: { n: 20 },
  maxDirectives: { n: 20 },
  // The parser counts them itself; armor's plugin parses on its own and turns each syntax error into a 500.
  maxTokens: { enabled: false },
  costLimit: { maxCost: 20_000, ignoreIntrospection: true },
});

const protection = armor.protect();

/** The GraphQL endpoint: armour, errors, live connections. Code first; the contract is printed by `print-schema`. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [Config, LOG],
      useFactory: (config: Config, log: Logger): ApolloDriverConfig => ({
        path: '/graphql',
        autoSchemaFile: true,
        sortSchema: true,
        parseOptions: { maxTokens },
        introspection: config.introspection,
        playground: false,
        csrfPrevention: { requestHeaders: ['x-posthorn-csrf'] },
        resolvers: { JSON: JsonScalar },
        // graphql-armor's types were built against another copy of Apollo's.
        plugins: [...(protection.plugins as unknown as NonNullable<ApolloDriverConfig['plugins']>), errorPlugin(log)],
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
