import { ApolloArmor } from '@escape.tech/graphql-armor';

export const maxTokens = 2_000;

// Room for the console's largest page several times over; the console's documents use all levels of depth.
const armor = new ApolloArmor({
  // Flattened, a fragment counts as the fields in it; otherwise each spread costs a level and documents avoid fragments.
  maxDepth: { n: 7, flattenFragments: true },
  maxAliases: { n: 20 },
  maxDirectives: { n: 20 },
  // The parser counts them itself; armor's plugin parses on its own and turns each syntax error into a 500.
  maxTokens: { enabled: false },
  costLimit: { maxCost: 20_000, ignoreIntrospection: true },
});

export const protection = armor.protect();
