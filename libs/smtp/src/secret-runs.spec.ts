import fc from 'fast-check';
import { runsMasked } from './secret-runs.ts';

const token = Array.from({ length: 40 }, (_, index) => btoa(`${index * 7919}:claim`)).join('.');
const mask = runsMasked([token], '[secret]');

describe('what is left of a long secret', () => {
  it('is masked wherever it begins and ends, and nothing around it', () => {
    const within = fc.tuple(fc.nat(token.length - 31), fc.integer({ min: 31, max: 600 }));
    const plain = fc.stringMatching(/^[ !?]{0,40}$/u);

    fc.assert(
      fc.property(within, plain, plain, ([at, length], before, after) => {
        expect(mask(`${before}${token.slice(at, at + length)}${after}`)).toBe(`${before}[secret]${after}`);
      }),
    );
  });

  it('is masked in each of its places', () => {
    const [one, other] = [token.slice(100, 160), token.slice(40, 90)];

    expect(mask(`a ${one} b ${other} c ${one}`)).toBe('a [secret] b [secret] c [secret]');
  });

  it('is left alone where it is too little to be one, as is everything else', () => {
    expect(mask(`see ${token.slice(0, 15)}`)).toBe(`see ${token.slice(0, 15)}`);
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => mask(text) === text));
  });

  it('of many is found in next to no time', () => {
    const started = performance.now();

    for (let times = 0; times < 1_000; times += 1) mask(`250 2.0.0 Ok: queued as ${times} ${'x'.repeat(400)}`);

    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
