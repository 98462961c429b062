import { grantEventOf, grantResultOf, grantResults, providerInWords, resultWords } from './grant-words.ts';

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

describe('a line of the history', () => {
  it('calls a token that a person discarded no failure', () => {
    expect(grantEventOf({ kind: 'CONSENT_FAILED', code: 'REJECTED' })).toEqual({ label: 'Discarded', tone: 'neutral' });
    expect(grantEventOf({ kind: 'CONSENT_FAILED', code: 'access_denied' }).tone).toBe('danger');
  });
});

describe('a provider in a sentence', () => {
  it('has its own name, unless it is any other one', () => {
    expect(providerInWords('Google')).toBe('Google');
    expect(providerInWords('Other provider')).toBe('the identity provider');
  });
});
