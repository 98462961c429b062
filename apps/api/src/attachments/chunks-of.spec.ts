import fc from 'fast-check';
import { chunksOf } from './chunks-of.ts';

async function* pieces(sizes: number[]): AsyncGenerator<Buffer> {
  let next = 0;
  for (const size of sizes) yield Buffer.from(Array.from({ length: size }, () => (next += 1) % 256));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('chunks', () => {
  it('are all of one size but the last, and together what came in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 12 }), fc.integer({ min: 1, max: 16 }), async (sizes, size) => {
        const chunks = await all(chunksOf(pieces(sizes), size));
        const whole = await all(pieces(sizes));

        expect(Buffer.concat(chunks)).toEqual(Buffer.concat(whole));
        expect(chunks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
        expect(chunks.every(({ length }) => length > 0)).toBe(true);
      }),
    );
  });
});
