import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { resolversOf } from './platform/graphql/resolvers-of.ts';
import { FeaturesModule } from './features.module.ts';

/** The contract as the code has it. Needs no database. */
export async function contract(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(resolversOf(FeaturesModule));
  await app.close();
  return `# Generated from the code by "pnpm --filter @posthorn/api schema". Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
}

if (import.meta.main) writeFileSync(new URL('../schema.graphql', import.meta.url), await contract());
