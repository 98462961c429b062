import { readFileSync } from 'node:fs';
import path from 'node:path';
import { contract } from '../../src/print-schema.ts';

describe('schema.graphql', () => {
  it('is what the code says; "pnpm --filter @posthorn/api schema" writes it anew after a build', async () => {
    const committed = readFileSync(path.join(import.meta.dirname, '../../schema.graphql'), 'utf8');

    expect(await contract()).toBe(committed);
  });
});
