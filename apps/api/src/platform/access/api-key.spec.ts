import { isApiKey, newApiKey, offeredApiKey, prefixOf } from './api-key.ts';

const key = newApiKey();
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('an API key', () => {
  it('is recognisable, and its prefix tells little of it', () => {
    expect(isApiKey(key)).toBe(true);
    expect(prefixOf(key)).toMatch(/^phk_.{8}$/);
    expect([`${key}x`, key.slice(0, -1), key.replace('phk_', 'phx_'), ''].map(isApiKey)).toEqual([false, false, false, false]);
  });

  it.each([
    ['as a bearer', `Bearer ${key}`],
    ['with a scheme in lower case', `bearer ${key}`],
    ['as the password of any user', basic(`anybody:${key}`)],
    ['as the password of nobody', basic(`:${key}`)],
  ])('is found %s', (_, header) => {
    expect(offeredApiKey(header)).toBe(key);
  });

  it.each([
    ['no header', undefined],
    ['a password of another kind', basic('operator:secret')],
    ['a token of another kind', 'Bearer eyJhbGciOi'],
    ['another scheme', `Digest ${key}`],
    ['two words', `Bearer ${key} ${key}`],
  ])('is not seen in %s', (_, header) => {
    expect(offeredApiKey(header)).toBeUndefined();
  });

  it('that is malformed is offered all the same, to be refused', () => {
    expect(offeredApiKey('Bearer phk_short')).toBe('phk_short');
  });
});
