import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  Kind,
  parse,
  specifiedRules,
  validate,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { protection } from './armour.ts';

const root = path.join(import.meta.dirname, '../../../../..');
const schema = buildSchema(readFileSync(path.join(root, 'apps/api/schema.graphql'), 'utf8'));
const nested = buildSchema('type Query { node: Node! } type Node { node: Node!, name: String! }');

describe('the depth of a query', () => {
  it.each(documentsOfTheConsole())('leaves room for the console: %s', (_, document) => {
    expect(validate(schema, document, [...specifiedRules, ...protection.validationRules])).toEqual([]);
  });

  it.each([
    ['fields', `{ ${'node { '.repeat(6)} name ${'} '.repeat(6)} }`],
    [
      'fragments',
      '{ ...A } fragment A on Query { node { node { node { ...B } } } } fragment B on Node { node { node { node { name } } } }',
    ],
    ['inline fragments', `{ ${'node { ... on Node { '.repeat(6)} name ${'} } '.repeat(6)} }`],
  ])('counts 7 levels of fields, through %s', (_, query) => {
    expect(refusals(query)).toEqual([]);
  });

  it.each([
    ['fields', `{ ${'node { '.repeat(7)} name ${'} '.repeat(7)} }`],
    [
      'fragments',
      '{ ...A } fragment A on Query { node { node { node { ...B } } } } fragment B on Node { node { node { node { node { name } } } } }',
    ],
    [
      'a fragment used at two depths',
      '{ ...A node { node { node { node { node { ...B } } } } } } fragment A on Query { node { ...B } } fragment B on Node { node { node { name } } }',
    ],
    ['inline fragments', `{ ${'node { ... on Node { '.repeat(7)} name ${'} } '.repeat(7)} }`],
  ])('refuses more, through %s', (_, query) => {
    expect(refusals(query)).toEqual([expect.stringContaining('depth limit of 7 exceeded, found 8')]);
  });
});

function refusals(query: string): string[] {
  return validate(nested, parse(query), protection.validationRules).map(({ message }) => message);
}

/** Each operation as the browser sends it: with the fragments that it reaches. */
function documentsOfTheConsole(): [string, DocumentNode][] {
  const files = globSync('apps/console/src/**/*.graphql', { cwd: root });
  const definitions = files.flatMap((file) => parse(readFileSync(path.join(root, file), 'utf8')).definitions);
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => [operation.name?.value ?? 'unnamed', { kind: Kind.DOCUMENT, definitions: reached(operation, fragments) }]);
}

function reached(definition: DefinitionNode, fragments: FragmentDefinitionNode[], found = new Set<DefinitionNode>()): DefinitionNode[] {
  found.add(definition);
  visit(definition, {
    FragmentSpread: ({ name }) => {
      const fragment = fragments.find((candidate) => candidate.name.value === name.value);
      if (fragment && !found.has(fragment)) reached(fragment, fragments, found);
    },
  });
  return [...found];
}
