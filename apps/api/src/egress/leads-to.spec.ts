import { leadsTo } from './leads-to.ts';

describe('where a host leads', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['[fd00::7]', ['fd00::7']],
    ['no-such-host.invalid', []],
  ])('%s', async (host, addresses) => {
    expect(await leadsTo(host)).toEqual(addresses);
  });

  it('is answered for many at once, though few are looked up at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => leadsTo('localhost')));

    expect(answers.every((addresses) => addresses.some((address) => address === '127.0.0.1' || address === '::1'))).toBe(true);
  });
});
