import { AlarmClock } from './alarm-clock.ts';

const time = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};

describe('an alarm clock', () => {
  it('wakes by itself', async () => {
    const clock = new AlarmClock();

    expect(await time(() => clock.sleep(30))).toBeGreaterThan(25);
  });

  it('wakes when it is rung', async () => {
    const clock = new AlarmClock();
    setTimeout(() => clock.ring(), 10);

    expect(await time(() => clock.sleep(5_000))).toBeLessThan(1_000);
  });

  it('remembers one ring that came while nobody slept, and only one', async () => {
    const clock = new AlarmClock();
    clock.ring();
    clock.ring();

    const first = await time(() => clock.sleep(5_000));
    const second = await time(() => clock.sleep(30));

    expect(first).toBeLessThan(1_000);
    expect(second).toBeGreaterThan(25);
  });
});
