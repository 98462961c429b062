import { jest } from '@jest/globals';
import { WakeableSleep } from './wakeable-sleep.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Whether it has ended by now. */
const watch = (sleep: Promise<void>) => {
  const state = { ended: false };
  void sleep.then(() => (state.ended = true));
  return state;
};

describe('a wakeable sleep', () => {
  it('ends by itself, and no earlier', async () => {
    const sleep = watch(new WakeableSleep().sleep(30));

    await jest.advanceTimersByTimeAsync(29);
    expect(sleep.ended).toBe(false);

    await jest.advanceTimersByTimeAsync(1);
    expect(sleep.ended).toBe(true);
  });

  it('ends when it is woken', async () => {
    const pause = new WakeableSleep();
    const sleep = watch(pause.sleep(5_000));

    pause.wake();

    await jest.advanceTimersByTimeAsync(0);
    expect(sleep.ended).toBe(true);
  });

  it('remembers one wake that came before the sleep, and only one', async () => {
    const pause = new WakeableSleep();
    pause.wake();
    pause.wake();

    const first = watch(pause.sleep(5_000));
    await jest.advanceTimersByTimeAsync(0);
    const second = watch(pause.sleep(30));
    await jest.advanceTimersByTimeAsync(29);

    expect(first.ended).toBe(true);
    expect(second.ended).toBe(false);
  });
});
