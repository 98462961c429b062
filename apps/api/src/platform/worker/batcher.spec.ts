import { Batcher } from './batcher.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  it('sends what comes in one turn together, and answers each its own', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>((items) => {
      batches.push(items);
      return Promise.resolve(items.map((item) => item * 10));
    });

    const answers = await Promise.all([1, 2, 3].map((item) => batcher.add(item)));

    expect(answers).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers while a batch is on its way, and sends no more than it may at once', async () => {
    const batches: number[][] = [];
    const gate = Promise.withResolvers<void>();
    const batcher = new Batcher<number, number>(async (items) => {
      batches.push(items);
      await gate.promise;
      return items;
    }, 2);
    const first = batcher.add(1);
    await nextTurn();
    await nextTurn();

    const later = [2, 3, 4].map((item) => batcher.add(item));
    gate.resolve();
    await Promise.all([first, ...later]);

    expect(batches).toEqual([[1], [2, 3], [4]]);
  });

  it('fails those of a failed batch, and goes on with the next', async () => {
    let calls = 0;
    const batcher = new Batcher<number, number>((items) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('down')) : Promise.resolve(items);
    });

    await expect(batcher.add(1)).rejects.toThrow('down');
    await expect(batcher.add(2)).resolves.toBe(2);
  });
});
