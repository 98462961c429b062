import { GraphQLScalarType } from 'graphql';

/** Any JSON value, for data whose shape belongs to who wrote it (audit details). Output only. */
export const JsonScalar = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value. Output only.', serialize: (value) => value });
