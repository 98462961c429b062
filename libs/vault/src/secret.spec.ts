import { format, inspect } from 'node:util';
import { Secret } from './secret.ts';

describe('a secret', () => {
  const secret = Secret.of('hunter2');

  it('gives its text only when asked to reveal it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it.each([
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- the very mistake that must not show it
    ['a template', `${secret}`],
    ['JSON', JSON.stringify({ password: secret })],
    ['console.log', format('%s %o', secret, { password: secret })],
    ['inspection with hidden parts', inspect({ deep: { password: secret } }, { showHidden: true, depth: null })],
    ['its own properties', JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
  ])('does not show in %s', (_, shown) => {
    expect(shown).not.toContain('hunter2');
  });
});
