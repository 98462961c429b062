import { percentile, rankTest } from './statistics.ts';

describe('the benchmark’s statistics', () => {
  it('take the nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, i) => i + 1).reverse();

    expect([percentile(samples, 0.5), percentile(samples, 0.99), percentile([7], 0.5)]).toEqual([50, 99, 7]);
  });

  it('find no difference between samples of one distribution, and find a shift', () => {
    const wave = (shift: number) => Array.from({ length: 500 }, (_, i) => Math.sin(i * 12.9898) + shift);

    expect(rankTest(wave(0), wave(0)).p).toBeCloseTo(1, 1);
    expect(rankTest(wave(0), wave(0.5)).p).toBeLessThan(1e-6);
  });
});
