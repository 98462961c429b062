import { WakeableSleep } from './wakeable-sleep.ts';

const time = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

describe('a wakeable sleep', () => {
  it('wakes by itself', async () => {
    const sleep = new WakeableSleep();

    expect(await time(() => sleep.sleep(30))).toBeGreaterThan(25);
  });

  it('ends when it is woken', async () => {
    const sleep = new WakeableSleep();
    setTimeout(() => sleep.wake(), 10);

    expect(await time(() => sleep.sleep(5_000))).toBeLessThan(1_000);
  });

  it('remembers one wake that came before the sleep, and only one', async () => {
    const sleep = new WakeableSleep();
    sleep.wake();
    sleep.wake();

    const first = await time(() => sleep.sleep(5_000));
    const second = await time(() => sleep.sleep(30));

    expect(first).toBeLessThan(1_000);
    expect(second).toBeGreaterThan(25);
  });
});
