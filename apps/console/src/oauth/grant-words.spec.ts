import { grantResultOf, grantResults, resultWords } from './grant-words.ts';

describe('the code a callback leaves in the address', () => {
  it.each([...grantResults])('%s has its words: what happened, and what to do', (code) => {
    const { title, text } = resultWords[code];

    expect(grantResultOf(code)).toBe(code);
    expect(title).toMatch(/\.$/u);
    expect(text).toMatch(/\.$/u);
  });

  it.each([undefined, '', 'granted', 'GRANTED ', 'toString', '<b>'])('is nothing for %j, of which nothing is shown', (text) => {
    expect(grantResultOf(text)).toBeNull();
  });
});
