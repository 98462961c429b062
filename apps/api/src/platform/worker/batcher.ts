interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what comes in one turn of the event loop, or while an earlier batch is on its way, into one call. One batch at a time, so that a
 * lone item waits for nothing and many share a round trip. `run` answers in the order of its items.
 */
export class Batcher<T, R> {
  private readonly run: (items: T[]) => Promise<R[]>;
  private readonly max: number;
  private waiting: Waiting<T, R>[] = [];
  private running: Promise<void> | null = null;

  constructor(run: (items: T[]) => Promise<R[]>, max = 100) {
    this.run = run;
    this.max = max;
  }

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.running ??= this.drain().finally(() => (this.running = null));
    });
  }

  /** Resolves once everything added so far has been run. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.max);
      try {
        const results = await this.run(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(results[index] as R));
      } catch (error) {
        batch.forEach(({ reject }) => reject(error));
      }
    }
  }
}
